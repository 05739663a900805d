// measure [--to FILE] PROGRAM ARGS...: runs a program once and prints one line of JSON: milliseconds from spawn to end,
// CPU milliseconds of these, peak memory in KiB, exit code. The program's output is thrown away; with --to it goes
// where measure's own would, and the line into FILE. A small static program of its own, because what starts the other
// one counts into its figures: the parent's memory is inherited up to exec, and a big parent takes long to spawn from.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include <cstdio>
#include <cstring>
#include <initializer_list>

extern char** environ;

double ms_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

int main(int argc, char** argv) {
  const bool keeps_output = argc > 3 && std::strcmp(argv[1], "--to") == 0;
  char** const command = argv + (keeps_output ? 3 : 1);
  if (argc < 2) return std::fprintf(stderr, "usage: measure [--to FILE] PROGRAM ARGS...\n"), 2;
  FILE* const report = keeps_output ? std::fopen(argv[2], "we") : stdout;
  if (!report) return std::fprintf(stderr, "measure: cannot write %s\n", argv[2]), 1;
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  if (!keeps_output)
    for (const int descriptor : {0, 1, 2}) posix_spawn_file_actions_addopen(&quiet, descriptor, "/dev/null", O_RDWR, 0);
  timespec before{}, after{};
  pid_t child = 0;
  clock_gettime(CLOCK_MONOTONIC, &before);
  if (posix_spawn(&child, command[0], &quiet, nullptr, command, environ) != 0)
    return std::fprintf(stderr, "measure: cannot start %s\n", command[0]), 1;
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  clock_gettime(CLOCK_MONOTONIC, &after);
  const double ms = static_cast<double>(after.tv_sec - before.tv_sec) * 1e3 +
                    static_cast<double>(after.tv_nsec - before.tv_nsec) / 1e6;
  std::fprintf(report, "{\"ms\":%.3f,\"cpu_ms\":%.3f,\"rss_kib\":%ld,\"code\":%d}\n", ms,
               ms_of(used.ru_utime) + ms_of(used.ru_stime), used.ru_maxrss,
               WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return std::fclose(report) == 0 ? 0 : 1;
}
