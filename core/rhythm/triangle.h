// Triangle: the Cholesky root of a covariance or of a curvature, and what is solved by it. All matrices n×n,
// row by row.
#pragma once

#include <cstddef>
#include <vector>

namespace concertina::rhythm {

// Whether a variance is neither so small nor so large that its root and inverse could not be held.
inline bool sound(double variance) { return variance > 1e-200 && variance < 1e200; }

// The lower triangle L with L·Lᵀ = `matrix`, of which the lower half is read. False if it is not positive
// definite and sound. `lower`: n×n numbers of room; its upper half is
// left as it is.
bool factorise(const std::vector<double>& matrix, std::size_t n, std::vector<double>& lower);

// Solves L·x = b, or Lᵀ·x = b, in the place of b.
void solve_lower(const std::vector<double>& lower, std::size_t n, double* b);
void solve_upper(const std::vector<double>& lower, std::size_t n, double* b);

}  // namespace concertina::rhythm
