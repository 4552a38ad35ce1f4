#ifndef CRASH_POINTS_H
#define CRASH_POINTS_H

/*
 A library for LD_PRELOAD that lets a test end a program, or fail its disk, at one chosen write to a state's files,
 without a hook in the program. It stands before the calls that change a file or make it durable, and counts those on
 files that belong to a state. It has no functions to call: two environment variables say all.

   WRIT_CRASH_AT=KIND:N:MOMENT   SIGKILL, or a machine's sleep, at the N-th call of a kind, counted from 1
   WRIT_FAIL_AT=KIND:N:ERROR     the N-th call of a kind, and every later one, does nothing and fails
   WRIT_FAIL_AT=KIND:N:ERROR:1   only that many of them fail

 KIND    FILE-CALL or CALL, which stands for all files.
         FILE is db, wal, shm or journal (SQLite's files of the state), or lock (`state.db.lock`).
         CALL is write (write, pwrite), sync (fsync, fdatasync) or truncate (ftruncate).
 MOMENT  before  the call was not made
         after   the call was made, its result not seen by the program
         half    half of a write's bytes were written; as after for other calls
         cut     as before, and everything written since the last sync is undone: a power cut
         suspend the call was made, and the program lives: clocks that count a machine's sleep show 12 s more from then on
 ERROR   ENOSPC, EDQUOT, EIO or EROFS

 A setting that cannot be read ends the program with status 99, so that no test passes for want of its crash.
 Linux only; elsewhere the library is empty.
*/

#endif
