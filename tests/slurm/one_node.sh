#!/usr/bin/env bash
# A real Slurm of one node for the tests: munged, slurmctld and slurmd on this machine's loopback, started by hand as
# root. No database, no cgroups, no systemd, no containers. Debian 12 (Slurm 22.05).
#
#   one_node.sh can           says why Slurm cannot be started here, and ends with 1; silent where it can
#   one_node.sh start DIR     installs the packages where they are missing, starts everything, waits for an idle node
#   one_node.sh stop DIR      cancels what still runs, and stops the daemons that were started from DIR, and only those
#
# DIR is an absolute path; munged refuses one below a folder that others may write to, unless that is sticky like /tmp.
# SLURM_CPUS (4) is what the node claims to have, so that jobs of one thread run beside each other on a small machine.
set -euo pipefail

PACKAGES=(munge slurm-client slurmctld slurmd)
CONF=/etc/slurm/slurm.conf  # the job step's srun loses SLURM_CONF from its environment: only this place is found
MARK="# of dialogmote's tests"

say() { echo "one_node.sh: $*" >&2; }

pid_of() { # pid_of DIR DAEMON: the process that DIR's pid file names, where it still is that daemon, started from DIR
  local pid
  pid=$(tr -dc '0-9' 2>/dev/null <"$1/run/$2.pid") || return 1
  [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$1/" && echo "$pid"
}

another_runs() { # dead processes that nobody has waited for have a name still, and no command line
  local process
  for process in $(grep -lxE 'slurmctld|slurmd|munged' /proc/[0-9]*/comm 2>/dev/null); do
    [ -z "$(tr -d '\0' 2>/dev/null <"${process%comm}cmdline")" ] || return 0
  done
  return 1
}

can_start() {
  if [ "$(id -u)" != 0 ]; then say "a Slurm is started by root alone"; return 1; fi
  if another_runs; then say "another Slurm or munge runs here"; return 1; fi
  if [ -e "$CONF" ] && ! head -n 1 "$CONF" | grep -qF "$MARK"; then say "$CONF belongs to another Slurm"; return 1; fi
  if ! command -v slurmctld >/dev/null && ! command -v apt-get >/dev/null; then
    say "no Slurm, and no apt-get to install it"; return 1
  fi
}

install_packages() {
  local policy=/usr/sbin/policy-rc.d status=0
  command -v munged >/dev/null && command -v slurmctld >/dev/null && command -v slurmd >/dev/null &&
    command -v sbatch >/dev/null && return
  # Debian starts services as it installs them, unless this file forbids it.
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt_install || { apt-get update -q && apt_install; } || status=1
  [ $status = 0 ] || say "the packages ${PACKAGES[*]} could not be installed"
  return $status
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${PACKAGES[@]}" >&2
}

write_configuration() { # write_configuration DIR
  local dir=$1 node memory
  node=$(hostname -s)
  memory=$(awk '/^MemTotal:/ {print int($2 / 1024 * 4 / 5)}' /proc/meminfo)
  cat >"$dir/slurm.conf" <<CONFIGURATION
$MARK
ClusterName=dialogmote
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/munge.socket
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/run/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
MailProg=/bin/true
# A job above its memory is killed; its memory is looked at every second.
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
# No database: what became of a job stands in squeue for MinJobAge seconds, and in the file below for ever.
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$dir/log/jobcomp.log
MinJobAge=600
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0,bf_interval=2
DefMemPerCPU=500
ReturnToService=2
SlurmdParameters=config_overrides
KillWait=2
JobRequeue=0
# What could never start is refused at once.
EnforcePartLimits=ALL
NodeName=$node NodeAddr=127.0.0.1 NodeHostname=$node CPUs=${SLURM_CPUS:-4} RealMemory=$memory State=UNKNOWN
PartitionName=main Nodes=$node Default=YES DefaultTime=10 MaxTime=600 State=UP
PartitionName=short Nodes=$node Default=NO DefaultTime=2 MaxTime=120 State=UP
CONFIGURATION
  # slurmd 22.05 loads a plugin for cgroups though nothing uses it, and dies where it has to guess the version.
  printf '%s\nCgroupPlugin=cgroup/v1\nCgroupAutomount=no\n' "$MARK" >"$dir/cgroup.conf"
}

wait_for() { # wait_for DIR WHAT COMMAND...: at most 60 seconds
  local dir=$1 what=$2 end=$((SECONDS + 60))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$end" ]; then
      say "waited in vain for $what"
      tail -n 25 "$dir"/log/*.log >&2
      return 1
    fi
    sleep 0.2
  done
}

node_is_idle() { [ "$(sinfo -h -p main -o %T)" = idle ]; }

start() { # start DIR
  local dir=$1
  can_start
  install_packages
  umask 022
  mkdir -p "$dir"/{run,log,state,spool,munge} /etc/slurm
  chmod 711 "$dir/munge"
  [ -s "$dir/munge/munge.key" ] || (umask 077 && head -c 128 /dev/urandom >"$dir/munge/munge.key")
  write_configuration "$dir"
  ln -sfn "$dir/slurm.conf" "$CONF"
  unset SLURM_CONF
  rm -f "$dir"/run/*.pid
  munged --key-file="$dir/munge/munge.key" --socket="$dir/munge/munge.socket" --pid-file="$dir/run/munged.pid" \
    --log-file="$dir/log/munged.log" --seed-file="$dir/munge/munged.seed" --origin=127.0.0.1 --num-threads=2
  wait_for "$dir" munged munge --socket="$dir/munge/munge.socket" --no-input
  slurmctld -f "$dir/slurm.conf"
  wait_for "$dir" slurmctld scontrol ping
  slurmd -f "$dir/slurm.conf" -N "$(hostname -s)"
  wait_for "$dir" "an idle node" node_is_idle
}

stop_daemon() { # stop_daemon DIR DAEMON: politely, and after 15 seconds not
  local pid i
  pid=$(pid_of "$1" "$2") || return 0
  kill -TERM "$pid"
  for ((i = 0; i < 75; i++)); do
    pid_of "$1" "$2" >/dev/null || return 0
    sleep 0.2
  done
  kill -KILL "$pid"
}

stop() { # stop DIR
  local dir=$1 i daemon
  # A job has a process of its own that outlives slurmd: cancelled while there is somebody to ask.
  if pid_of "$dir" slurmctld >/dev/null; then
    timeout 10 scancel --user=root || true
    for ((i = 0; i < 50; i++)); do
      [ -n "$(timeout 10 squeue -h -t PD,R,CG -o %i || true)" ] || break
      sleep 0.2
    done
  fi
  for daemon in slurmd slurmctld munged; do stop_daemon "$dir" "$daemon"; done
  if [ "$(readlink "$CONF" || true)" = "$dir/slurm.conf" ]; then rm -f "$CONF"; fi
}

case "${1:-} ${2:-}" in
  "can ") can_start ;;
  "start /"*) start "$2" ;;
  "stop /"*) stop "$2" ;;
  *) sed -n '2,/^set -euo/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2; exit 2 ;;
esac
