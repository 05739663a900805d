// measure PROGRAM ARGS...: runs a program once with its output thrown away and prints one line of JSON: milliseconds
// from spawn to end, peak memory in KiB, exit code. A small static program of its own, because what starts the other
// one counts into its figures: the parent's memory is inherited up to exec, and a big parent takes long to spawn from.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include <cstdio>
#include <initializer_list>

extern char** environ;

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: measure PROGRAM ARGS...\n"), 2;
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  for (const int descriptor : {0, 1, 2}) posix_spawn_file_actions_addopen(&quiet, descriptor, "/dev/null", O_RDWR, 0);
  timespec before{}, after{};
  pid_t child = 0;
  clock_gettime(CLOCK_MONOTONIC, &before);
  if (posix_spawn(&child, argv[1], &quiet, nullptr, argv + 1, environ) != 0)
    return std::fprintf(stderr, "measure: cannot start %s\n", argv[1]), 1;
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  clock_gettime(CLOCK_MONOTONIC, &after);
  const double ms = static_cast<double>(after.tv_sec - before.tv_sec) * 1e3 +
                    static_cast<double>(after.tv_nsec - before.tv_nsec) / 1e6;
  std::printf("{\"ms\":%.3f,\"rss_kib\":%ld,\"code\":%d}\n", ms, used.ru_maxrss,
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 0;
}
