package import Foundation
package import Model

/// A place where processes on several machines keep what they know together of the windows of one org and one credential: a
/// text for each family, which each of them replaces where no other has done so meanwhile.
package protocol BudgetStore: Sendable {
  /// Replaces the text of a family where it still has this version, and gives what is there then. Without a text it only
  /// reads. It may take as long as a network takes, and throws where the place cannot be reached.
  func exchange(_ text: String?, for family: CallFamily, version: Int64) async throws -> BudgetRecord
}

/// What a place keeps of a family.
package struct BudgetRecord: Hashable, Sendable {
  /// `nil` where there is none yet.
  package var text: String?
  /// Another one after each change; 0 where there is no text yet.
  package var version: Int64
  /// The place's clock, which all who use it have in common.
  package var date: Date
  /// Whether the text is the one that was to be written.
  package var isWritten: Bool

  /// What was found there.
  package init(text: String?, version: Int64, date: Date, isWritten: Bool) {
    (self.text, self.version, self.date, self.isWritten) = (text, version, date, isWritten)
  }
}

/// Where a limiter's windows are shared with other processes.
package enum RateBudget: Sendable {
  /// In a file, with those of this machine: exchanged at each call.
  case file(SharedBudget)
  /// In a place that takes time to be asked, with those of any machine: calls are leased there, several at once.
  /// `process` distinguishes this one from all others.
  case leased(any BudgetStore, process: String)
}

/// The clock of a place that is asked over a network, as well as it is known: a reply came between two moments of ours.
struct RemoteClock {
  /// How much a clock may be wrong in a second.
  private static let drift = 0.0002

  private let moment: Duration
  private let date: Date
  private let uncertainty: Duration

  /// The reply to what was asked at `asked` said `date`.
  init(_ date: Date, asked: Duration, answered: Duration) {
    self.date = date
    uncertainty = (answered - asked) / 2
    moment = asked + uncertainty
  }

  /// What is known at a moment.
  func sample(at now: Duration) -> ClockSample {
    let age = now - moment
    return ClockSample(now: now, date: date + age.inSeconds, uncertainty: uncertainty + age * Self.drift)
  }

  /// The better one of two.
  func better(than other: RemoteClock?, at now: Duration) -> RemoteClock {
    guard let other else { return self }
    return sample(at: now).uncertainty <= other.sample(at: now).uncertainty ? self : other
  }
}
