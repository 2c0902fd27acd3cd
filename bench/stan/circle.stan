// The circle of doc/model.md in Stan: the same law, parametrisation, priors and start, with the closed-form
// exponential, one for each different gap and law. own = 0: all couples have one law; own = 6: each couple has its
// own log a, log d, r, k, mu_c and mu_s, drawn from a population, as core/rhythm/pool.h has them.
functions {
  // f, g, cc, cs, ss of doc/model.md, (3) and (4).
  vector gap(real h, real w, real u) {
    real x = -2 * h * u;
    real q = 4 * w * u * u;
    real y = sqrt(fabs(q));
    real ch;
    real sh;
    real f;
    real g;
    real ks;
    real kc;
    real k0 = expm1(x) / x;
    if (w > 0) {
      f = 0.5 * (exp(0.5 * (x + y)) + exp(0.5 * (x - y)));
      g = u * (exp(0.5 * (x + y)) - exp(0.5 * (x - y))) / y;
      ch = 0.5 * (exp(x + y) + exp(x - y));
      sh = 0.5 * (exp(x + y) - exp(x - y)) / y;
    } else {
      f = exp(0.5 * x) * cos(0.5 * y);
      g = 2 * u * exp(0.5 * x) * sin(0.5 * y) / y;
      ch = exp(x) * cos(y);
      sh = exp(x) * sin(y) / y;
    }
    ks = (x * sh - ch + 1) / (x * x - q);
    kc = sh - x * ks;
    return [f, g, 0.5 * u * (kc + k0), u * u * ks, 0.5 * u * (kc - k0) / w]';
  }
}
data {
  int<lower=1> couples;
  int<lower=1> steps;                             // of all couples, one after the other
  int first[couples + 1];          // where each couple's steps begin; the last: past the end
  int<lower=-2> what[steps];       // above 0: wait for this gap; -1: see c; -2: see s
  vector[steps] seen;
  int<lower=1> gaps;
  vector<lower=0>[gaps] days;
  int<lower=0, upper=6> own;       // 0 or 6
  matrix[couples, 6] said;         // what a couple's diary by itself says of each part of its own,
  matrix[couples, 6] sure;         // and one over the square of its standard error
}
transformed data {
  vector[6] scale = [0.5, 0.5, 0.4, 0.4, 1.5, 1.5]';
  int laws = own == 0 ? 1 : couples;
}
parameters {
  real log_a;
  real log_d;
  real r;
  real k;
  real mu_c;
  real mu_s;
  real log_sigma_c;
  real log_sigma_s;
  real atanh_cor;
  real log_meas_c;
  real log_meas_s;
  vector[own] log_spread;
  matrix[couples, own] z;
}
model {
  real n0 = exp(2 * log_sigma_c);
  real n2 = exp(2 * log_sigma_s);
  real n1 = tanh(atanh_cor) * exp(log_sigma_c + log_sigma_s);
  real v0 = exp(2 * log_meas_c);
  real v1 = exp(2 * log_meas_s);
  matrix[laws, 6] part;
  vector[7] move[gaps];  // the four of exp(F u), then the three of the noise
  log_a ~ normal(log(0.7), 0.6);
  log_d ~ normal(log(0.7), 0.6);
  r ~ normal(0.3, 0.5);
  k ~ normal(0.3, 0.5);
  mu_c ~ normal(0, 2.5);
  mu_s ~ normal(0, 2.5);
  log_sigma_c ~ normal(0, 0.6);
  log_sigma_s ~ normal(0, 0.6);
  atanh_cor ~ normal(0, 0.5);
  log_meas_c ~ normal(log(0.7), 0.5);
  log_meas_s ~ normal(log(0.7), 0.5);

  for (i in 1:6) {
    real middle = i == 1 ? log_a : i == 2 ? log_d : i == 3 ? r : i == 4 ? k : i == 5 ? mu_c : mu_s;
    if (own == 0) {
      part[1, i] = middle;
    } else {
      real spread = exp(log_spread[i]);
      vector[couples] weight = sure[, i] * spread^2;
      vector[couples] rest = 1 ./ (1 + weight);
      vector[couples] off = weight .* rest .* (said[, i] - middle) + spread * sqrt(rest) .* z[, i];
      part[, i] = middle + off;
      // A half-normal spread, by its logarithm; the population's normal, by z.
      target += log_spread[i] - 0.5 * square(spread / scale[i]);
      target += 0.5 * sum(log(rest)) - 0.5 * dot_self(off) / spread^2;
    }
  }
  for (couple in 1:couples) {
    int law = own == 0 ? 1 : couple;
    real mean_c = part[law, 5];
    real mean_s = part[law, 6];
    real m0 = 0;
    real m1 = 0;
    real p0 = 4;
    real p1 = 0;
    real p2 = 4;
    if (own > 0 || couple == 1) {
      real a = exp(part[law, 1]);
      real d = exp(part[law, 2]);
      real rho = part[law, 3] * a;
      real kappa = part[law, 4] * d;
      real h = 0.5 * (a + d);
      real e = 0.5 * (d - a);
      real w = e * e + rho * kappa;
      real mn11 = e * n0 + rho * n1;
      real mn12 = e * n1 + rho * n2;
      real mn21 = kappa * n0 - e * n1;
      real mn22 = kappa * n1 - e * n2;
      for (i in 1:gaps) {
        vector[5] b = gap(h, w, days[i]);
        move[i] = [b[1] + b[2] * e, b[2] * rho, b[2] * kappa, b[1] - b[2] * e,
                   b[3] * n0 + 2 * b[4] * mn11 + b[5] * (mn11 * e + mn12 * rho),
                   b[3] * n1 + b[4] * (mn12 + mn21) + b[5] * (mn11 * kappa - mn12 * e),
                   b[3] * n2 + 2 * b[4] * mn22 + b[5] * (mn21 * kappa - mn22 * e)]';
      }
    }
    for (i in first[couple]:(first[couple + 1] - 1)) {
      if (what[i] > 0) {
        vector[7] b = move[what[i]];
        real x = b[1] * m0 + b[2] * m1;
        real q11 = b[1] * p0 + b[2] * p1;
        real q12 = b[1] * p1 + b[2] * p2;
        real q21 = b[3] * p0 + b[4] * p1;
        real q22 = b[3] * p1 + b[4] * p2;
        m1 = b[3] * m0 + b[4] * m1;
        m0 = x;
        p0 = q11 * b[1] + q12 * b[2] + b[5];
        p1 = q11 * b[3] + q12 * b[4] + b[6];
        p2 = q21 * b[3] + q22 * b[4] + b[7];
      } else if (what[i] == -1) {
        real v = p0 + v0;
        real off = seen[i] - mean_c - m0;
        target += normal_lpdf(off | 0, sqrt(v));
        m0 += p0 / v * off;
        m1 += p1 / v * off;
        p2 -= p1 * p1 / v;
        p1 *= v0 / v;
        p0 *= v0 / v;
      } else {
        real v = p2 + v1;
        real off = seen[i] - mean_s - m1;
        target += normal_lpdf(off | 0, sqrt(v));
        m1 += p2 / v * off;
        m0 += p1 / v * off;
        p0 -= p1 * p1 / v;
        p1 *= v1 / v;
        p2 *= v1 / v;
      }
    }
  }
}
