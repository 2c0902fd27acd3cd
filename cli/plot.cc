#include "cli/plot.h"

#include <algorithm>
#include <cmath>

#include "cli/figure.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

constexpr double kWide = 760, kLeft = 180, kRight = 600, kTop = 104, kRow = 28, kPanel = 170;
constexpr double kLowest = -2, kHighest = 3;  // of a gain that is drawn; what lies beyond ends at the edge

// Paper and ink, and the same at night. Nothing is coloured by being good or bad.
constexpr std::string_view kStyle =
    "<style>text{font:13px sans-serif;fill:#1f1b16}.head{font:20px serif}.soft{fill:#665e54}"
    ".paper{fill:#faf6ee}.ink{fill:#1f1b16}.dot{fill:none;stroke:#1f1b16;stroke-width:1.2}"
    ".wide{fill:#2b6a6c;fill-opacity:.25}.half{fill:#2b6a6c;fill-opacity:.6}"
    ".line{stroke:#a89f92;stroke-width:1}.far{stroke:#a89f92;stroke-width:1;stroke-dasharray:4 4}"
    ".mid{fill:none;stroke:#2b6a6c;stroke-width:1.5}"
    "@media (prefers-color-scheme:dark){text,.ink{fill:#ece5d8}.soft{fill:#aaa193}.paper{fill:#1b1815}"
    ".dot{stroke:#ece5d8}.wide,.half{fill:#6fb9b7}.mid{stroke:#6fb9b7}.line,.far{stroke:#6b6459}}"
    "</style>\n";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

enum class Anchor : std::uint8_t { start, middle, end };

// The elements of a picture, as they come.
class Svg {
 public:
  void text(double x, double y, std::string_view words, std::string_view kind = "",
            Anchor anchor = Anchor::start) {
    constexpr std::array<std::string_view, 3> kAnchors = {"start", "middle", "end"};
    open("text", kind);
    number("x", x), number("y", y);
    body += " text-anchor=\"" + std::string(kAnchors[static_cast<std::size_t>(anchor)]) + "\">" +
            escaped(words) + "</text>\n";
  }
  void line(double x1, double y1, double x2, double y2, std::string_view kind) {
    open("line", kind);
    number("x1", x1), number("y1", y1), number("x2", x2), number("y2", y2);
    close();
  }
  void rect(double x, double y, double width, double height, std::string_view kind) {
    open("rect", kind);
    number("x", x), number("y", y), number("width", width), number("height", height);
    close();
  }
  void circle(double x, double y, double radius, std::string_view kind) {
    open("circle", kind);
    number("cx", x), number("cy", y), number("r", radius);
    close();
  }
  // `shape`: polygon or polyline.
  void points(std::string_view shape, const std::vector<std::array<double, 2>>& all, std::string_view kind) {
    open(shape, kind);
    body += " points=\"";
    for (const auto& [x, y] : all) body += fixed(x, 1) + "," + fixed(y, 1) + " ";
    body += "\"";
    close();
  }

  std::string body;

 private:
  void open(std::string_view what, std::string_view kind) {
    body += "<" + std::string(what);
    if (!kind.empty()) body += " class=\"" + std::string(kind) + "\"";
  }
  void number(std::string_view name, double value) {
    body += " " + std::string(name) + "=\"" + fixed(value, 1) + "\"";
  }
  void close() { body += "/>\n"; }
};

// From numbers to places: a stretch of the one onto a stretch of the other, cut off at its ends.
struct Axis {
  double low, high, from, to;
  double operator()(double value) const {
    return from + (std::clamp(value, low, high) - low) / (high - low) * (to - from);
  }
};

Axis axis_of(std::span<const GainRow> rows) {
  constexpr double kStep = 0.25;
  double low = -0.25, high = 1.25;
  for (const GainRow& row : rows) {
    low = std::min(low, row.gain.low90);
    high = std::max(high, row.gain.high90);
  }
  return {std::max(kLowest, kStep * std::floor(low / kStep)),
          std::min(kHighest, kStep * std::ceil(high / kStep)), kLeft, kRight};
}

double draw_gains(Svg& svg, std::span<const GainRow> rows) {
  const Axis axis = axis_of(rows);
  const double bottom = kTop + kRow * static_cast<double>(rows.size());
  const double step = axis.high - axis.low > 2 ? 0.5 : 0.25;
  for (double tick = std::ceil(axis.low / step) * step; tick <= axis.high + 1e-9; tick += step) {
    const double x = axis(tick);
    svg.line(x, kTop - 8, x, bottom, std::abs(tick - 1) < 1e-9 ? "far" : "line");
    svg.text(x, bottom + 18, percent(tick), "soft", Anchor::middle);
  }
  svg.text(axis(1), kTop - 14, "from here on it feeds itself", "soft", Anchor::middle);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const auto& [name, gain, verdict] = rows[at];
    const double y = kTop + kRow * (static_cast<double>(at) + 0.5);
    svg.text(kLeft - 12, y + 4, excerpt(name, 24), "", Anchor::end);
    const auto bar = [&](double low, double high, double half, std::string_view kind) {
      svg.rect(axis(low), y - half, std::max(1.0, axis(high) - axis(low)), 2 * half, kind);
    };
    bar(gain.low90, gain.high90, 5, "wide");
    bar(gain.low50, gain.high50, 5, "half");
    svg.circle(axis(gain.median), y, 4, "ink");
    svg.text(kRight + 12, y + 4, verdict);
  }
  return bottom + 40;
}

// A round number of which some five make up `range`.
double step_of(double range) {
  const double ten = std::pow(10, std::floor(std::log10(range / 5)));
  for (const double times : {1.0, 2.0, 5.0}) {
    if (ten * times >= range / 5) return ten * times;
  }
  return 10 * ten;
}

void draw_side(Svg& svg, const DaysPicture& days, std::size_t which, const Axis& across, double last,
               double top) {
  const std::vector<rhythm::Band>& bands = days.bands[which];
  double low = 0, high = 0;
  const auto reach = [&](double value) { low = std::min(low, value), high = std::max(high, value); };
  const auto drawn = [&](const rhythm::Sight& sight) {
    return sight.which == which && sight.day >= across.low;
  };
  for (const rhythm::Sight& sight : days.sights) {
    if (drawn(sight)) reach(sight.value);
  }
  // A band that runs away is cut off, and not the days made small.
  const double most = 3 * std::max({high, -low, 1.0});
  for (const rhythm::Band& band : bands) reach(std::max(band.low, -most)), reach(std::min(band.high, most));
  const double step = step_of(std::max(high - low, 1.0));
  const Axis up{step * std::floor(low / step), step * std::max(1.0, std::ceil(high / step)),
                top + kPanel - 30, top + 22};
  for (double tick = up.low; tick <= up.high + step / 2; tick += step) {
    svg.line(kLeft, up(tick), kRight, up(tick), "line");
    svg.text(kLeft - 12, up(tick) + 4, figure(std::abs(tick) < step / 2 ? 0 : tick, 6), "soft", Anchor::end);
  }
  std::vector<std::array<double, 2>> edge, middle;
  for (std::size_t at = 0; at < bands.size(); ++at) {
    edge.push_back({across(last + days.times[at]), up(bands[at].high)});
    middle.push_back({across(last + days.times[at]), up(bands[at].middle)});
  }
  for (std::size_t at = bands.size(); at-- > 0;) {
    edge.push_back({across(last + days.times[at]), up(bands[at].low)});
  }
  svg.points("polygon", edge, "wide");
  svg.points("polyline", middle, "mid");
  for (const rhythm::Sight& sight : days.sights) {
    if (drawn(sight)) svg.circle(across(sight.day), up(sight.value), 2.5, which == 0 ? "ink" : "dot");
  }
  svg.text(
      kLeft, top + 8,
      which == 0 ? "c: what the one misses of togetherness" : "s: what the other misses of separateness");
}

double draw_days(Svg& svg, const DaysPicture& days, double top) {
  double first = days.sights.front().day, last = first;
  for (const rhythm::Sight& sight : days.sights) {
    first = std::min(first, sight.day);
    last = std::max(last, sight.day);
  }
  first = std::max(first, last - kDaysShown);
  const Axis across{first, last + days.times.back(), kLeft, kRight};
  svg.text(24, top + 8, "The days, and how they would go on", "head");
  top += 34;
  for (const std::size_t which : {0u, 1u}) {
    draw_side(svg, days, which, across, last, top);
    top += kPanel;
  }
  if (last - first > 0) svg.text(kLeft, top - 10, days.first, "soft");
  svg.line(across(last), top - 2 * kPanel + 22, across(last), top - 30, "far");
  svg.text(across(last), top - 10, days.last, "soft", Anchor::end);
  svg.text(kRight + 12, top - 10, fixed(days.times.back(), 0) + " days on", "soft");
  svg.text(kLeft, top + 8,
           "Dots are what was noted. The band holds nine of ten ways on, if this picture is right.", "soft");
  return top + 34;
}

}  // namespace

std::string_view short_words_of(rhythm::Verdict verdict) {
  switch (verdict) {
    case rhythm::Verdict::circle:
      return "as in a circle";
    case rhythm::Verdict::runaway:
      return "feeds itself";
    case rhythm::Verdict::balancing:
      return "balances";
    case rhythm::Verdict::no_sign:
      return "no sign of a circle";
    case rhythm::Verdict::not_yet:
      break;
  }
  return "not yet";
}

std::string to_svg(std::span<const GainRow> rows, const DaysPicture* days) {
  const std::size_t all = rows.size();
  rows = rows.first(std::min(all, kRowsShown));
  Svg svg;
  svg.text(24, 36, "What comes back of a push that goes round", "head");
  svg.text(24, 60,
           "Each bar holds nine of ten figures that the days leave open, its inner part half of them.",
           "soft");
  double bottom = draw_gains(svg, rows);
  if (all > rows.size()) {
    svg.text(24, bottom + 4,
             "These are the first " + std::to_string(rows.size()) + " of " + std::to_string(all) + ".",
             "soft");
    bottom += 24;
  }
  if (days != nullptr && !days->sights.empty()) bottom = draw_days(svg, *days, bottom + 16);
  svg.text(24, bottom + 4, "A strain from outside that lasts can look the same as a circle.", "soft");
  const std::string wide = fixed(kWide, 0), high = fixed(bottom + 24, 0);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + wide + " " + high +
         "\" width=\"" + wide + "\" height=\"" + high +
         "\">\n<title>What comes back of a push that goes round</title>\n" + std::string(kStyle) +
         "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n" + svg.body + "</svg>\n";
}

}  // namespace concertina::cli
