#ifndef WRIT_CMALLOC_SHIM_H
#define WRIT_CMALLOC_SHIM_H
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Gives all threads two arenas of glibc's: as many as threads that read a list of requests. Without this there are up to eight
   for each core, and each keeps what was freed in it: a tenth of the memory of most commands. Small blocks are cached by each thread
   either way; where more threads are busy at once, as in a run, they would wait for each other, for a quarter of its CPU time. To be
   called before threads are made. */
static inline void writ_use_few_arenas(void) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 2);
#endif
}

#endif
