#define _GNU_SOURCE
#include "CrashPoints.h"

#ifdef __linux__

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* A place in the program's life: the N-th call of a kind. */
struct point {
  char kind[24];
  long number;
  long seen;
};

enum moment { none, before, after, half, cut, suspend };

static struct point crash_point, failure_point;
static enum moment crash_moment = none;
static int failure_error = 0;
static long failures_left = 0;

/* One call at a time: a state has one writer, and a power cut stops all of a machine at once. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* --- the calls themselves --- */

/* Made directly, because the C library's are what this library stands before. */
static ssize_t real_pwrite(int fd, const void *bytes, size_t count, off64_t offset) {
  return syscall(SYS_pwrite64, fd, bytes, count, offset);
}
static ssize_t real_write(int fd, const void *bytes, size_t count) { return syscall(SYS_write, fd, bytes, count); }
static int real_fsync(int fd) { return (int)syscall(SYS_fsync, fd); }
static int real_fdatasync(int fd) { return (int)syscall(SYS_fdatasync, fd); }
static int real_truncate(int fd, off64_t length) { return (int)syscall(SYS_ftruncate, fd, length); }

/* --- settings --- */

static void refuse(const char *name) {
  dprintf(STDERR_FILENO, "crash points: cannot read %s\n", name);
  _exit(99);
}

/* Takes KIND:N: off a setting; gives the rest. */
static const char *read_point(const char *name, const char *text, struct point *point) {
  int used = 0;
  if (sscanf(text, "%23[a-z-]:%ld:%n", point->kind, &point->number, &used) != 2 || used == 0 || point->number < 1)
    refuse(name);
  return text + used;
}

static void read_crash(const char *text) {
  const char *name = "WRIT_CRASH_AT", *rest = read_point(name, text, &crash_point);
  if (strcmp(rest, "before") == 0) crash_moment = before;
  else if (strcmp(rest, "after") == 0) crash_moment = after;
  else if (strcmp(rest, "half") == 0) crash_moment = half;
  else if (strcmp(rest, "cut") == 0) crash_moment = cut;
  else if (strcmp(rest, "suspend") == 0) crash_moment = suspend;
  else refuse(name);
}

static void read_failure(const char *text) {
  const char *name = "WRIT_FAIL_AT", *rest = read_point(name, text, &failure_point);
  char error[16];
  failures_left = -1;
  if (sscanf(rest, "%15[A-Z]:%ld", error, &failures_left) < 1) refuse(name);
  if (strcmp(error, "ENOSPC") == 0) failure_error = ENOSPC;
  else if (strcmp(error, "EDQUOT") == 0) failure_error = EDQUOT;
  else if (strcmp(error, "EIO") == 0) failure_error = EIO;
  else if (strcmp(error, "EROFS") == 0) failure_error = EROFS;
  else refuse(name);
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("WRIT_CRASH_AT");
  if (text) read_crash(text);
  text = getenv("WRIT_FAIL_AT");
  if (text) read_failure(text);
}

/* --- which file --- */

static int name_of(int fd, char *name, size_t size) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, size - 1);
  if (length < 0) return 0;
  name[length] = 0;
  return 1;
}

/* What a file is to a state: `db`, `wal`, …; NULL for any other file. */
static const char *part_of(const char *name) {
  static const struct { const char *end, *part; } parts[] = {
    {"state.db", "db"}, {"state.db-wal", "wal"}, {"state.db-shm", "shm"}, {"state.db-journal", "journal"},
    {"state.db.lock", "lock"},
  };
  const char *last = strrchr(name, '/');
  if (!last) return NULL;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strcmp(last + 1, parts[i].end) == 0) return parts[i].part;
  return NULL;
}

/* --- what a power cut undoes --- */

struct unsynced {
  struct unsynced *earlier;
  char name[512];
  int fd;
  off64_t size, start;
  size_t length;
  char bytes[];
};

static struct unsynced *unsynced_writes = NULL;

/* Keeps what a change of [start, start + length) will overwrite. */
static void remember(int fd, const char *name, off64_t start, size_t length) {
  struct stat64 status;
  if (crash_moment != cut || fstat64(fd, &status) != 0) return;
  if (start >= status.st_size) length = 0;
  else if ((off64_t)length > status.st_size - start) length = status.st_size - start;
  struct unsynced *change = malloc(sizeof *change + length);
  if (!change) abort();
  snprintf(change->name, sizeof change->name, "%s", name);
  change->fd = fd;
  change->size = status.st_size;
  change->start = start;
  change->length = length;
  if (length > 0 && pread64(fd, change->bytes, length, start) != (ssize_t)length) abort();
  change->earlier = unsynced_writes;
  unsynced_writes = change;
}

static void forget(const char *name) {
  struct unsynced **link = &unsynced_writes;
  while (*link) {
    struct unsynced *change = *link;
    if (strcmp(change->name, name) == 0) {
      *link = change->earlier;
      free(change);
    } else {
      link = &change->earlier;
    }
  }
}

static void undo_unsynced(void) {
  char name[512];
  for (struct unsynced *change = unsynced_writes; change; change = change->earlier) {
    if (!name_of(change->fd, name, sizeof name) || strcmp(name, change->name) != 0) continue;
    if (real_truncate(change->fd, change->size) != 0) abort();
    if (change->length > 0) real_pwrite(change->fd, change->bytes, change->length, change->start);
  }
}

/* --- one call --- */

/* Counts a call where the point is of its kind, and returns whether the point is reached. */
static int reaches(struct point *point, const char *kind, const char *call) {
  if (strcmp(point->kind, kind) != 0 && strcmp(point->kind, call) != 0) return 0;
  point->seen++;
  return point->seen >= point->number;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* How long the machine was suspended, in seconds. */
static volatile time_t suspended_seconds = 0;

/* What becomes of the program after a call that was its point. */
static void strike(enum moment moment) {
  if (moment == suspend) suspended_seconds = 12;
  else if (moment != none) die();
}

/* What is to become of a call: 0, or the moment to die; `failure` is set where it is to fail. */
static enum moment fate(const char *part, const char *call, int *failure) {
  char kind[24];
  snprintf(kind, sizeof kind, "%s-%s", part, call);
  *failure = 0;
  if (failure_error && failures_left != 0 && reaches(&failure_point, kind, call)) {
    if (failures_left > 0) failures_left--;
    *failure = failure_error;
    return none;
  }
  if (crash_moment == none || !reaches(&crash_point, kind, call)) return none;
  if (crash_moment == suspend) {
    crash_moment = none;
    return suspend;
  }
  if (crash_moment == cut) undo_unsynced();
  if (crash_moment == cut || crash_moment == before) die();
  return crash_moment;
}

/* A write at an offset, or where the file stands when that is negative. */
static ssize_t write_at(int fd, const void *bytes, size_t count, off64_t offset) {
  int failure;
  char name[512];
  const char *part = name_of(fd, name, sizeof name) ? part_of(name) : NULL;
  if (!part) return offset < 0 ? real_write(fd, bytes, count) : real_pwrite(fd, bytes, count, offset);
  pthread_mutex_lock(&one_at_a_time);
  enum moment moment = fate(part, "write", &failure);
  ssize_t result = -1;
  if (failure) {
    errno = failure;
  } else {
    size_t length = moment == half ? count / 2 : count;
    remember(fd, name, offset < 0 ? lseek64(fd, 0, SEEK_CUR) : offset, length);
    result = offset < 0 ? real_write(fd, bytes, length) : real_pwrite(fd, bytes, length, offset);
    strike(moment);
  }
  int error = errno;
  pthread_mutex_unlock(&one_at_a_time);
  errno = error;
  return result;
}

static int sync_file(int fd, int (*real)(int)) {
  int failure, result = -1;
  char name[512];
  const char *part = name_of(fd, name, sizeof name) ? part_of(name) : NULL;
  if (!part) return real(fd);
  pthread_mutex_lock(&one_at_a_time);
  enum moment moment = fate(part, "sync", &failure);
  if (failure) {
    errno = failure;
  } else {
    result = real(fd);
    strike(moment);
    if (result == 0) forget(name);
  }
  int error = errno;
  pthread_mutex_unlock(&one_at_a_time);
  errno = error;
  return result;
}

static int truncate_file(int fd, off64_t length) {
  int failure, result = -1;
  char name[512];
  const char *part = name_of(fd, name, sizeof name) ? part_of(name) : NULL;
  if (!part) return real_truncate(fd, length);
  pthread_mutex_lock(&one_at_a_time);
  enum moment moment = fate(part, "truncate", &failure);
  if (failure) {
    errno = failure;
  } else {
    struct stat64 status;
    if (fstat64(fd, &status) == 0 && status.st_size > length) remember(fd, name, length, status.st_size - length);
    else remember(fd, name, length, 0);
    result = real_truncate(fd, length);
    strike(moment);
  }
  int error = errno;
  pthread_mutex_unlock(&one_at_a_time);
  errno = error;
  return result;
}

/* --- what the program calls instead of the C library --- */

ssize_t write(int fd, const void *bytes, size_t count) { return write_at(fd, bytes, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return write_at(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return write_at(fd, bytes, count, offset); }
int fsync(int fd) { return sync_file(fd, real_fsync); }
int fdatasync(int fd) { return sync_file(fd, real_fdatasync); }
int ftruncate(int fd, off_t length) { return truncate_file(fd, length); }
int ftruncate64(int fd, off64_t length) { return truncate_file(fd, length); }

/* The clocks that go on while a machine sleeps have gone on. */
int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && (clock == CLOCK_BOOTTIME || clock == CLOCK_REALTIME)) time->tv_sec += suspended_seconds;
  return result;
}

/* A machine with as many processors as WRIT_PROCESSORS says. */
long sysconf(int name) {
  static long (*real)(int) = NULL;
  const char *processors = getenv("WRIT_PROCESSORS");
  if (processors && (name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF)) return atol(processors);
  if (!real) real = (long (*)(int))dlsym(RTLD_NEXT, "sysconf");
  return real(name);
}

#endif
