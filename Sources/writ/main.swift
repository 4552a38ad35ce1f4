import CMalloc
import Commands
import Dispatch

// Before anything else: once a task runs, the dispatcher has files of its own open, which would take the numbers of
// standard streams that are closed.
Program.openStandardStreams()
if let count = Program.arenaCount { writ_limit_arenas(count) }
Task.detached { await Program.main() }
// The program ends itself; nothing of it needs this thread.
DispatchSemaphore(value: 0).wait()
