// Runs a command and prints on standard output: CPU seconds, wall seconds, peak memory in MiB.
// The command's own output goes to /dev/null; its status must be 0.
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  struct rusage usage;
  int status;
  if (count < 2) return 64;
  double start = now();
  pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
    execvp(arguments[1], arguments + 1);
    _exit(127);
  }
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return 1;
  double wall = now() - start;
#ifdef __APPLE__
  double memory = usage.ru_maxrss / 1048576.0;
#else
  double memory = usage.ru_maxrss / 1024.0;
#endif
  printf("%.4f %.4f %.1f\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), wall, memory);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
