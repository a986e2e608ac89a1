# R survival's survfit, all groups at once. Arguments: rows (CSV: group, week, event), answer (CSV), what it took (JSON).
suppressMessages(library(survival))
paths <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(paths[1])
start <- proc.time()
fit <- summary(survfit(Surv(week, event) ~ group, rows), censored = FALSE)
took <- proc.time() - start
status <- readLines("/proc/self/status")
peak <- as.numeric(gsub("[^0-9]", "", grep("^VmHWM", status, value = TRUE))) / 1024
answer <- data.frame(group = sub("^group=", "", fit$strata), week = fit$time, at_risk = fit$n.risk,
  events = fit$n.event, survival = format(fit$surv, digits = 17))
write.csv(answer, paths[2], row.names = FALSE)
cat(sprintf('{"work_seconds": %.4f, "work_cpu_seconds": %.4f, "peak_mb": %.1f}\n',
  took[["elapsed"]], took[["user.self"]] + took[["sys.self"]], peak), file = paths[3])
