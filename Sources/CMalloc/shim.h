#ifndef WRIT_CMALLOC_SHIM_H
#define WRIT_CMALLOC_SHIM_H
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Gives all threads so many arenas of glibc's. Without this there are up to eight for each core, and each keeps what was freed in it:
   a tenth of the memory of most commands. Small blocks are cached by each thread either way; where more threads are busy at once than
   there are arenas, they wait for each other. To be called before threads are made. */
static inline void writ_limit_arenas(int count) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, count);
#endif
}

#endif
