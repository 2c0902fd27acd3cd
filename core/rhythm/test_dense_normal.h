// The same likelihood the long way, for tests: every noted value's covariance with every other in one matrix,
// in fifty-digit arithmetic, with the noise of a gap from the exponential of a block matrix (Van Loan 1978,
// Computing integrals involving the matrix exponential). It shares no formula and no code with the filter.
#pragma once

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <vector>

#include "core/rhythm/diary.h"

namespace concertina::rhythm {

using Fifty = boost::multiprecision::cpp_bin_float_50;
using Matrix = std::vector<std::vector<Fifty>>;

inline Matrix zeros(std::size_t rows, std::size_t columns) {
  return Matrix(rows, std::vector<Fifty>(columns));
}

inline Matrix times(const Matrix& left, const Matrix& right) {
  Matrix out = zeros(left.size(), right[0].size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t k = 0; k < right.size(); ++k) {
      for (std::size_t j = 0; j < right[0].size(); ++j) out[i][j] += left[i][k] * right[k][j];
    }
  }
  return out;
}

inline Matrix turned(const Matrix& matrix) {
  Matrix out = zeros(matrix[0].size(), matrix.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (std::size_t j = 0; j < matrix[0].size(); ++j) out[j][i] = matrix[i][j];
  }
  return out;
}

inline Matrix plus(Matrix left, const Matrix& right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = 0; j < left[0].size(); ++j) left[i][j] += right[i][j];
  }
  return left;
}

// exp(matrix) by Taylor's series of a 2^-n-th of it, squared n times.
inline Matrix exponential(Matrix matrix) {
  Fifty size = 0;
  for (const auto& row : matrix) {
    for (const Fifty& one : row) size += abs(one);
  }
  int squarings = 0;
  for (; size > Fifty(0.25); size /= 2) ++squarings;
  for (auto& row : matrix) {
    for (Fifty& one : row) one = ldexp(one, -squarings);
  }
  Matrix sum = zeros(matrix.size(), matrix.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) sum[i][i] = 1;
  Matrix term = sum;
  for (int k = 1; k < 40; ++k) {
    term = times(term, matrix);
    for (auto& row : term) {
      for (Fifty& one : row) one /= k;
    }
    sum = plus(sum, term);
  }
  for (int k = 0; k < squarings; ++k) sum = times(sum, sum);
  return sum;
}

// The law in fifty digits. `effect` is [input][which].
struct DenseLaw {
  Fifty a, d, rho, kappa;
  std::array<Fifty, 2> mu;
  std::array<Fifty, 3> noise;
  std::array<Fifty, 2> error;
  std::array<Fifty, 2> day;
  std::array<std::array<Fifty, 2>, kMostInputs> effect;
};

class DenseNormal {
 public:
  DenseNormal(const DenseLaw& law, const Course& course) : law_(law) {
    const Matrix drift = {{-law.a, law.rho}, {law.kappa, -law.d}};
    const Matrix noise = {{law.noise[0], law.noise[1]}, {law.noise[1], law.noise[2]}};
    for (const double gap : course.gaps) {
      Matrix block = zeros(4, 4);
      for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 2; ++j) {
          block[i][j] = -drift[i][j] * gap;
          block[i][j + 2] = noise[i][j] * gap;
          block[i + 2][j + 2] = drift[j][i] * gap;
        }
      }
      const Matrix whole = exponential(block);
      const Matrix across = {{whole[2][2], whole[3][2]}, {whole[2][3], whole[3][3]}};  // exp(F gap)
      const Matrix corner = {{whole[0][2], whole[0][3]}, {whole[1][2], whole[1][3]}};
      moves_.push_back(across);
      gathered_.push_back(times(across, corner));
    }
    begin(course.start, drift, noise);
    for (const Course::Step& step : course.steps) take(step);
  }

  Fifty value() const {
    const std::size_t n = surprise_.size();
    Fifty out = diffuse_ ? log(kWide()) : Fifty(0);
    Matrix root = zeros(n, n);
    std::vector<Fifty> white(n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        Fifty sum = covariance_[i][j];
        for (std::size_t k = 0; k < j; ++k) sum -= root[i][k] * root[j][k];
        root[i][j] = i == j ? Fifty(sqrt(sum)) : Fifty(sum / root[j][j]);
      }
      white[i] = surprise_[i];
      for (std::size_t k = 0; k < i; ++k) white[i] -= root[i][k] * white[k];
      white[i] /= root[i][i];
      out -= log(root[i][i]) + white[i] * white[i] / 2;
    }
    return out - log(boost::math::constants::two_pi<Fifty>()) * n / 2;
  }

 private:
  void begin(const Start& start, const Matrix& drift, const Matrix& noise) {
    mean_ = {{start.mean[0]}, {start.mean[1]}};
    state_ = {{start.cov[0], start.cov[1]}, {start.cov[1], start.cov[2]}};
    diffuse_ = start.kind == Start::Kind::diffuse;
    if (diffuse_) state_ = {{kWide(), 0}, {0, kWide()}};
    if (start.kind != Start::Kind::stationary) return;
    // F P + P F' = -N as three equations, by Cramer's rule.
    const Fifty &f11 = drift[0][0], &f12 = drift[0][1], &f21 = drift[1][0], &f22 = drift[1][1];
    const Matrix left = {{2 * f11, 2 * f12, 0}, {f21, f11 + f22, f12}, {0, 2 * f21, 2 * f22}};
    const std::vector<Fifty> right = {-noise[0][0], -noise[0][1], -noise[1][1]};
    std::vector<Fifty> solved(3);
    for (std::size_t column = 0; column < 3; ++column) {
      Matrix changed = left;
      for (std::size_t row = 0; row < 3; ++row) changed[row][column] = right[row];
      solved[column] = determinant(changed) / determinant(left);
    }
    state_ = {{solved[0], solved[1]}, {solved[1], solved[2]}};
  }

  static Fifty determinant(const Matrix& m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  }

  void take(const Course::Step& step) {
    using Kind = Course::Step::Kind;
    if (step.kind == Kind::wait) {
      const Matrix& move = moves_[step.gap];
      mean_ = times(move, mean_);
      state_ = plus(times(times(move, state_), turned(move)), gathered_[step.gap]);
      for (Matrix& past : pasts_) past = times(move, past);
    } else if (step.kind == Kind::push) {
      for (std::size_t i = 0; i < 2; ++i) mean_[i][0] += law_.effect[step.which][i] * step.value;
    } else if (step.kind == Kind::dawn) {
      ++dawns_[step.which];
    } else {
      // cov(x now, each value so far), by which the new value's row is known.
      std::vector<Fifty> row;
      for (std::size_t at = 0; at < pasts_.size(); ++at) {
        const bool shared = dawns_[step.which] > 0 && days_[at] == std::pair{step.which, dawns_[step.which]};
        row.push_back(pasts_[at][step.which][0] + (shared ? law_.day[step.which] : Fifty(0)));
      }
      const Fifty day = dawns_[step.which] > 0 ? law_.day[step.which] : Fifty(0);
      row.push_back(state_[step.which][step.which] + law_.error[step.which] + day);
      days_.emplace_back(step.which, dawns_[step.which]);
      covariance_.push_back(row);
      surprise_.push_back(step.value - law_.mu[step.which] - mean_[step.which][0]);
      pasts_.push_back({{state_[0][step.which]}, {state_[1][step.which]}});
    }
  }

  // The variance of a diffuse start: the limit is missed by a part in so much.
  static Fifty kWide() { return Fifty("1e18"); }

  const DenseLaw& law_;
  bool diffuse_ = false;
  std::array<int, 2> dawns_{};  // of each side, so far
  std::vector<std::pair<std::uint8_t, int>>
      days_;  // of each value: its side, and that side's dawns till then
  std::vector<Matrix> moves_, gathered_, pasts_;
  Matrix mean_, state_, covariance_;
  std::vector<Fifty> surprise_;
};

}  // namespace concertina::rhythm
