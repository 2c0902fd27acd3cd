# Fits circle.stan to a diary, for the bench: Rscript circle.R DIARY.csv METRIC CHAINS WARMUP DRAWS SEED [HINTS.csv]
# With HINTS.csv (a line a couple: what its diary says of its six parts, then how surely) the couples are partly
# pooled. Prints: minimum bulk effective sample size over the parameters that all couples share, CPU seconds of
# sampling with warm-up and without compilation, leapfrog steps with the warm-up's, and of each such parameter the
# mean, its Monte Carlo standard error and the sd.
suppressMessages(library(rstan))
words <- commandArgs(trailingOnly = TRUE)
diary <- read.csv(words[1])
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

what <- c(); seen <- c(); first <- c(1); days <- c()
for (couple in unique(diary$couple)) {
  rows <- diary[diary$couple == couple, ]
  rows <- rows[order(rows$time), ]
  last <- NA
  for (i in seq_len(nrow(rows))) {
    if (!is.na(last) && rows$time[i] > last) {
      gap <- rows$time[i] - last
      at <- which(abs(days - gap) < 1e-9)
      if (length(at) == 0) { days <- c(days, gap); at <- length(days) }
      what <- c(what, at[1]); seen <- c(seen, 0)
    }
    last <- rows$time[i]
    if (!is.na(rows$c[i])) { what <- c(what, -1); seen <- c(seen, rows$c[i]) }
    if (!is.na(rows$s[i])) { what <- c(what, -2); seen <- c(seen, rows$s[i]) }
  }
  first <- c(first, length(what) + 1)
}
data <- list(couples = length(first) - 1, steps = length(what), first = first, what = what, seen = seen,
             gaps = length(days), days = as.array(days))
told <- if (length(words) < 7) matrix(0, data$couples, 12) else as.matrix(read.csv(words[7], header = FALSE))
data <- c(data, list(own = if (length(words) < 7) 0 else 6, said = told[, 1:6, drop = FALSE],
                     sure = told[, 7:12, drop = FALSE]))
# Debian's rstan leaves it to us to say where Debian keeps these headers.
if (!nzchar(rstan_options("boost_lib"))) rstan_options(boost_lib = "/usr/include")
if (!nzchar(rstan_options("eigen_lib"))) rstan_options(eigen_lib = "/usr/include/eigen3")
# The compiled model is kept beside this run's others, not beside the source.
kept <- file.path(Sys.getenv("CIRCLE_STAN_KEPT", tempdir()), "circle.rds")
if (file.exists(kept)) {
  model <- readRDS(kept)
} else {
  model <- stan_model(file.path(here, "circle.stan"))
  saveRDS(model, kept)
}
began <- proc.time()
fit <- sampling(model, data = data, chains = as.integer(words[3]), warmup = as.integer(words[4]),
                iter = as.integer(words[4]) + as.integer(words[5]), seed = as.integer(words[6]), cores = 1, refresh = 0,
                init_r = 0.25,
                control = list(metric = words[2]), pars = "z", include = FALSE)
took <- sum((proc.time() - began)[c("user.self", "sys.self")])
draws <- as.array(fit)
names <- setdiff(dimnames(draws)$parameters, "lp__")
ess <- sapply(names, function(name) ess_bulk(draws[, , name]))
steps <- sum(sapply(get_sampler_params(fit, inc_warmup = TRUE), function(chain) sum(chain[, "n_leapfrog__"])))
cat(sprintf("ess %.1f\nseconds %.3f\nsteps %.0f\n", min(ess), took, steps))
for (name in names) {
  mean_and_sd <- summary(fit, pars = name)$summary[1, c("mean", "se_mean", "sd")]
  cat(sprintf("mean %s %.5f %.5f %.5f\n", name, mean_and_sd[1], mean_and_sd[2], mean_and_sd[3]))
}
