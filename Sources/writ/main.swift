import CMalloc
import Commands
import Dispatch

// Before anything else: once a task runs, the dispatcher has files of its own open, which would take the numbers of
// standard streams that are closed.
Program.openStandardStreams()
if !Program.makesManyCalls { writ_use_few_arenas() }
Task.detached { await Program.main() }
// The program ends itself; nothing of it needs this thread.
DispatchSemaphore(value: 0).wait()
