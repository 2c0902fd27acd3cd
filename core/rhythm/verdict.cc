#include "core/rhythm/verdict.h"

#include <algorithm>
#include <vector>

#include "core/rhythm/diagnosis.h"

namespace concertina::rhythm {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::circle:
      return "circle";
    case Verdict::runaway:
      return "runaway";
    case Verdict::balancing:
      return "balancing";
    case Verdict::no_sign:
      return "no-sign";
    case Verdict::not_yet:
      break;
  }
  return "not-yet";
}

Said said_of(Verdict verdict, int days) {
  switch (verdict) {
    case Verdict::circle:
      return {"As in a circle",
              "Your days move as they would in a circle: what one of you reaches for moves the other away, "
              "and that makes "
              "the reaching stronger. Either of you can loosen it."};
    case Verdict::runaway:
      return {"As in a circle that feeds itself",
              "Your days move as they would in a circle that feeds itself: what goes round comes back as "
              "large as it went, "
              "or larger. Either of you can loosen it."};
    case Verdict::balancing:
      return {"You balance each other",
              "When the longing of one of you grows, the other tends to come towards it. A hard day comes to "
              "rest sooner than "
              "it would alone."};
    case Verdict::no_sign:
      return {"No sign of a circle",
              "In your days the longing of the one and the longing of the other hardly move each other."};
    case Verdict::not_yet:
      break;
  }
  static_assert(kDaysNeeded == 28);
  if (days < kDaysNeeded) {
    return {"Not yet",
            "It takes at least 28 days on which both of you put a check-in on the table, and often many "
            "more. The circle "
            "in your words is there meanwhile."};
  }
  return {"Not yet",
          "Your days do not say it clearly, one way or the other. For months that is the usual answer. The "
          "circle in your "
          "words is there meanwhile."};
}

Evidence evidence_of(std::span<const double> r, std::span<const double> k) {
  Evidence out{};
  std::vector<double> gains(r.size());
  for (std::size_t at = 0; at < r.size(); ++at) {
    const double gain = r[at] * k[at];
    gains[at] = gain;
    out.p_circle += r[at] > 0 && k[at] > 0 && gain > 0.2;
    out.p_above_1 += gain > 1;
    out.p_positive += gain > 0;
    out.p_balancing += gain < -0.2;
    out.p_below_03 += gain < 0.3;
  }
  const double each = 1 / static_cast<double>(r.size());
  for (double* share : {&out.p_circle, &out.p_above_1, &out.p_positive, &out.p_balancing, &out.p_below_03}) {
    *share *= each;
  }
  std::ranges::sort(gains);
  out.low = quantile(gains, 0.05);
  out.high = quantile(gains, 0.95);
  return out;
}

Verdict verdict_of(const Evidence& evidence, int days) {
  if (days < kDaysNeeded) return Verdict::not_yet;
  if (evidence.p_circle > 0.9) return evidence.p_above_1 > 0.5 ? Verdict::runaway : Verdict::circle;
  if (evidence.p_balancing > 0.9) return Verdict::balancing;
  if (evidence.p_below_03 > 0.95 && evidence.high - evidence.low <= 0.65) return Verdict::no_sign;
  return Verdict::not_yet;
}

Verdict verdict_of(const Evidence& evidence, int days, std::size_t draws, double rhat) {
  return is_trusted(draws, rhat) ? verdict_of(evidence, days) : Verdict::not_yet;
}

}  // namespace concertina::rhythm
