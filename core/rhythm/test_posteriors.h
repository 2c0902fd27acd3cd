// Eight posteriors whose moments are known (core/rhythm/posteriors), over parameters without bounds: what is
// positive is given by its logarithm, what lies between 0 and 1 by its logit. Not part of any product.
#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/rhythm/test_density.h"

namespace concertina::rhythm::test {

using Numbers = std::vector<double>;

class Posterior : public PlainDensity {
 public:
  using PlainDensity::PlainDensity;
  // The parameters as the reference has them, in its order; and their values at a point.
  virtual std::vector<std::string> names() const = 0;
  virtual Numbers told(const double* at) const = 0;
};

inline Numbers numbers(const nlohmann::json& data, const char* key) { return data[key].get<Numbers>(); }

// Adds log N(x; mean, sd), without what is constant, and its derivative. An infinite sd is a flat prior.
inline void add_normal(double x, double mean, double sd, double& value, double& slope) {
  const double z = (x - mean) / sd;
  value -= 0.5 * z * z;
  slope -= z / sd;
}

// The same for Cauchy(0, scale).
inline void add_cauchy(double x, double scale, double& value, double& slope) {
  value -= std::log1p(x * x / (scale * scale));
  slope -= 2 * x / (scale * scale + x * x);
}

// y ~ N(X·b, s); priors on each b and on s > 0.
class Regression : public Posterior {
 public:
  struct Prior {
    double mean, sd;
  };
  enum class Scale { flat, normal, cauchy };
  struct Given {
    std::vector<std::string> names;
    std::vector<Numbers> rows;  // of X
    Numbers y;
    std::vector<Prior> priors;
    Scale scale;
    double width;  // of the prior on s
  };
  explicit Regression(Given given) : Posterior(given.priors.size() + 1), given_(std::move(given)) {
    for (const Numbers& row : given_.rows) cells_.insert(cells_.end(), row.begin(), row.end());
  }

  std::vector<std::string> names() const override { return given_.names; }
  Numbers told(const double* at) const override {
    Numbers out(at, at + size());
    out.back() = std::exp(out.back());
    return out;
  }
  double one(const double* at, double* slope) const override {
    const std::size_t k = size() - 1;
    const double s = std::exp(at[k]), precision = 1 / (s * s);
    std::fill_n(slope, k, 0.0);
    double squares = 0;
    const double* x = cells_.data();
    for (const double y : given_.y) {
      double rest = y;
      for (std::size_t j = 0; j < k; ++j) rest -= x[j] * at[j];
      for (std::size_t j = 0; j < k; ++j) slope[j] += precision * rest * x[j];
      squares += rest * rest;
      x += k;
    }
    const double count = static_cast<double>(given_.y.size());
    double value = (1 - count) * at[k] - 0.5 * precision * squares;
    double by_s = 0;
    for (std::size_t j = 0; j < k; ++j) {
      add_normal(at[j], given_.priors[j].mean, given_.priors[j].sd, value, slope[j]);
    }
    if (given_.scale == Scale::normal) add_normal(s, 0, given_.width, value, by_s);
    if (given_.scale == Scale::cauchy) add_cauchy(s, given_.width, value, by_s);
    slope[k] = 1 - count + precision * squares + s * by_s;
    return value;
  }

 private:
  Given given_;
  Numbers cells_;  // the rows, one after the other
};

inline constexpr double kFlat = std::numeric_limits<double>::infinity();

inline Regression autoregression(const nlohmann::json& data) {
  const Numbers y = numbers(data, "y");
  const std::size_t lags = data["K"];
  Regression::Given given{{"alpha"}, {}, {}, {}, Regression::Scale::cauchy, 2.5};
  for (std::size_t k = 1; k <= lags; ++k) given.names.push_back("beta[" + std::to_string(k) + "]");
  given.names.push_back("sigma");
  given.priors.assign(lags + 1, {0, 10});
  for (std::size_t t = lags; t < y.size(); ++t) {
    given.rows.push_back({1});
    for (std::size_t k = 1; k <= lags; ++k) given.rows.back().push_back(y[t - k]);
    given.y.push_back(y[t]);
  }
  return Regression(std::move(given));
}

inline Regression line(const Numbers& x, const Numbers& y, Regression::Given given) {
  for (const double one : x) given.rows.push_back({1, one});
  given.y = y;
  return Regression(std::move(given));
}

inline Regression ice(const nlohmann::json& data) {
  const std::vector<Regression::Prior> priors{{data["pmualpha"], data["psalpha"]},
                                              {data["pmubeta"], data["psbeta"]}};
  return line(numbers(data, "x"), numbers(data, "y"),
              {{"alpha", "beta", "sigma"}, {}, {}, priors, Regression::Scale::flat, 0});
}

inline Regression children(const nlohmann::json& data) {
  return line(
      numbers(data, "mom_iq"), numbers(data, "kid_score"),
      {{"beta[1]", "beta[2]", "sigma"}, {}, {}, {{0, kFlat}, {0, kFlat}}, Regression::Scale::cauchy, 2.5});
}

inline Regression columns(const nlohmann::json& data) {
  return Regression({{"beta[1]", "beta[2]", "beta[3]", "beta[4]", "beta[5]", "sigma"},
                     data["X"].get<std::vector<Numbers>>(),
                     numbers(data, "y"),
                     std::vector<Regression::Prior>(5, {0, 10}),
                     Regression::Scale::normal,
                     10});
}

// At: the eight schools' own parts, each N(0, 1); mu; log tau.
class Schools : public Posterior {
 public:
  explicit Schools(const nlohmann::json& data)
      : Posterior(10), y_(numbers(data, "y")), sigma_(numbers(data, "sigma")) {}

  std::vector<std::string> names() const override {
    std::vector<std::string> out;
    for (std::size_t j = 1; j <= 8; ++j) out.push_back("theta[" + std::to_string(j) + "]");
    out.insert(out.end(), {"mu", "tau"});
    return out;
  }
  Numbers told(const double* at) const override {
    Numbers out(at, at + 10);
    out[9] = std::exp(at[9]);
    for (std::size_t j = 0; j < 8; ++j) out[j] = at[8] + out[9] * at[j];
    return out;
  }
  double one(const double* at, double* slope) const override {
    const double mu = at[8], tau = std::exp(at[9]);
    std::fill_n(slope, 10, 0.0);
    double value = at[9], by_tau = 0;
    for (std::size_t j = 0; j < 8; ++j) {
      double by_mean = 0;
      add_normal(mu + tau * at[j], y_[j], sigma_[j], value, by_mean);
      add_normal(at[j], 0, 1, value, slope[j]);
      slope[j] += tau * by_mean;
      slope[8] += by_mean;
      by_tau += at[j] * by_mean;
    }
    add_normal(mu, 0, 5, value, slope[8]);
    add_cauchy(tau, 5, value, by_tau);
    slope[9] = 1 + tau * by_tau;
    return value;
  }

 private:
  Numbers y_, sigma_;
};

// At: mu, phi, theta, log sigma.
class MovingAverage : public Posterior {
 public:
  explicit MovingAverage(const nlohmann::json& data) : Posterior(4), y_(numbers(data, "y")) {}

  std::vector<std::string> names() const override { return {"mu", "phi", "theta", "sigma"}; }
  Numbers told(const double* at) const override { return {at[0], at[1], at[2], std::exp(at[3])}; }
  double one(const double* at, double* slope) const override {
    const double mu = at[0], phi = at[1], theta = at[2], sigma = std::exp(at[3]);
    const double precision = 1 / (sigma * sigma);
    std::fill_n(slope, 4, 0.0);
    // What is left of each y, and its derivatives by mu, phi and theta.
    double rest = y_[0] - mu - phi * mu, squares = rest * rest;
    std::array<double, 3> by{-1 - phi, -mu, 0};
    for (std::size_t i = 0; i < 3; ++i) slope[i] -= precision * rest * by[i];
    for (std::size_t t = 1; t < y_.size(); ++t) {
      by = {-1 - theta * by[0], -y_[t - 1] - theta * by[1], -rest - theta * by[2]};
      rest = y_[t] - mu - phi * y_[t - 1] - theta * rest;
      squares += rest * rest;
      for (std::size_t i = 0; i < 3; ++i) slope[i] -= precision * rest * by[i];
    }
    const double count = static_cast<double>(y_.size());
    double value = (1 - count) * at[3] - 0.5 * precision * squares, by_sigma = 0;
    add_normal(mu, 0, 10, value, slope[0]);
    add_normal(phi, 0, 2, value, slope[1]);
    add_normal(theta, 0, 2, value, slope[2]);
    add_cauchy(sigma, 2.5, value, by_sigma);
    slope[3] = 1 - count + precision * squares + sigma * by_sigma;
    return value;
  }

 private:
  Numbers y_;
};

// At: mu, log alpha0, logit alpha1, logit of beta1's share in 1 - alpha1.
class Volatility : public Posterior {
 public:
  explicit Volatility(const nlohmann::json& data)
      : Posterior(4), y_(numbers(data, "y")), first_(data["sigma1"]) {}

  std::vector<std::string> names() const override { return {"mu", "alpha0", "alpha1", "beta1"}; }
  Numbers told(const double* at) const override {
    const double alpha1 = share(at[2]);
    return {at[0], std::exp(at[1]), alpha1, (1 - alpha1) * share(at[3])};
  }
  double one(const double* at, double* slope) const override {
    const double mu = at[0], alpha0 = std::exp(at[1]), alpha1 = share(at[2]), part = share(at[3]);
    const double beta1 = (1 - alpha1) * part;
    double value = 0;
    std::array<double, 4> total{};  // derivatives by mu, alpha0, alpha1 and beta1
    // The variance of the present day, and its derivatives.
    double variance = first_ * first_;
    std::array<double, 4> by{};
    for (std::size_t t = 0; t < y_.size(); ++t) {
      const double rest = y_[t] - mu;
      value -= 0.5 * std::log(variance) + 0.5 * rest * rest / variance;
      const double by_variance = 0.5 * (rest * rest / variance - 1) / variance;
      for (std::size_t i = 0; i < 4; ++i) total[i] += by_variance * by[i];
      total[0] += rest / variance;
      by = {beta1 * by[0] - 2 * alpha1 * rest, beta1 * by[1] + 1, beta1 * by[2] + rest * rest,
            beta1 * by[3] + variance};
      variance = alpha0 + alpha1 * rest * rest + beta1 * variance;
    }
    value += at[1] + std::log(alpha1) + 2 * std::log1p(-alpha1) + std::log(part) + std::log1p(-part);
    slope[0] = total[0];
    slope[1] = 1 + alpha0 * total[1];
    slope[2] = 1 - 3 * alpha1 + alpha1 * (1 - alpha1) * (total[2] - part * total[3]);
    slope[3] = 1 - 2 * part + part * (1 - part) * (1 - alpha1) * total[3];
    return value;
  }

 private:
  static double share(double logit) { return 1 / (1 + std::exp(-logit)); }

  Numbers y_;
  double first_;
};

// At: log rho, log alpha, log sigma.
class Curve : public Posterior {
 public:
  explicit Curve(const nlohmann::json& data) : Posterior(3), x_(numbers(data, "x")), y_(numbers(data, "y")) {}

  std::vector<std::string> names() const override { return {"rho", "alpha", "sigma"}; }
  Numbers told(const double* at) const override {
    return {std::exp(at[0]), std::exp(at[1]), std::exp(at[2])};
  }
  double one(const double* at, double* slope) const override {
    const std::size_t n = x_.size();
    const double rho = std::exp(at[0]), alpha = std::exp(at[1]), sigma = std::exp(at[2]);
    Numbers smooth(n * n);  // the covariance without sigma
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) smooth[i * n + j] = alpha * alpha * std::exp(-0.5 * far(i, j, rho));
    }
    Numbers inverse = smooth;
    for (std::size_t i = 0; i < n; ++i) inverse[i * n + i] += sigma;
    double value = at[0] + at[1] + at[2] - 0.5 * invert(inverse, n);
    Numbers weights(n);  // inverse · y
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) weights[i] += inverse[i * n + j] * y_[j];
      value -= 0.5 * y_[i] * weights[i];
    }
    double by_rho = 0, by_alpha = 0, by_sigma = 0;
    value += 24 * at[0] - 4 * rho;
    by_rho += 24 / rho - 4;
    add_normal(alpha, 0, 2, value, by_alpha);
    add_normal(sigma, 0, 1, value, by_sigma);
    std::array<double, 3> by{1 + rho * by_rho, 1 + alpha * by_alpha, 1 + sigma * by_sigma};
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const double pull = 0.5 * (weights[i] * weights[j] - inverse[i * n + j]);  // by this covariance
        by[0] += pull * smooth[i * n + j] * far(i, j, rho);
        by[1] += pull * smooth[i * n + j] * 2;
        if (i == j) by[2] += pull * sigma;
      }
    }
    std::ranges::copy(by, slope);
    return value;
  }

 private:
  double far(std::size_t i, std::size_t j, double rho) const {
    return (x_[i] - x_[j]) * (x_[i] - x_[j]) / (rho * rho);
  }
  // Puts in place of a positive definite matrix its inverse (Gauss and Jordan); the logarithm of its
  // determinant, or NaN where it is not one.
  static double invert(Numbers& matrix, std::size_t n) {
    double log_determinant = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const double pivot = matrix[k * n + k];
      log_determinant += std::log(pivot);
      matrix[k * n + k] = 1;
      for (std::size_t j = 0; j < n; ++j) matrix[k * n + j] /= pivot;
      for (std::size_t i = 0; i < n; ++i) {
        if (i == k) continue;
        const double factor = matrix[i * n + k];
        matrix[i * n + k] = 0;
        for (std::size_t j = 0; j < n; ++j) matrix[i * n + j] -= factor * matrix[k * n + j];
      }
    }
    return log_determinant;
  }

  Numbers x_, y_;
};

}  // namespace concertina::rhythm::test
