#include "core/rhythm/triangle.h"

#include <cmath>

namespace concertina::rhythm {
bool factorise(const std::vector<double>& matrix, std::size_t n, std::vector<double>& lower) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = matrix[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i * n + k] * lower[j * n + k];
      if (j < i) {
        lower[i * n + j] = sum / lower[j * n + j];
      } else if (sound(sum)) {
        lower[i * n + i] = std::sqrt(sum);
      } else {
        return false;
      }
    }
  }
  return true;
}

void solve_lower(const std::vector<double>& lower, std::size_t n, double* b) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= lower[i * n + k] * b[k];
    b[i] /= lower[i * n + i];
  }
}

void solve_upper(const std::vector<double>& lower, std::size_t n, double* b) {
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= lower[k * n + i] * b[k];
    b[i] /= lower[i * n + i];
  }
}

}  // namespace concertina::rhythm
