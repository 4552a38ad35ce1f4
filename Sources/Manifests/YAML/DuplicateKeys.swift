import Model

/// No key twice in one mapping, compared byte for byte as written; every key is text.
struct DuplicateKeys {
  private var keys: [YAMLNode] = []

  /// Checks a mapping as written; merged keys are not its own.
  @inline(__always)
  mutating func check(_ mapping: YAMLNode, findings: Findings) {
    if Self.haveDifferentLengths(mapping) { return }
    keys.removeAll(keepingCapacity: true)
    for pair in OwnPairs(of: mapping) {
      switch pair.key.kind {
      case .scalar: keys.append(pair.key)
      case .mapping, .sequence: Self.reportKind(of: pair.key, findings: findings)
      case .broken: break
      }
    }
    if keys.count <= 24 { compareEach(findings) } else { compareHashed(findings) }
  }

  /// Whether all keys are scalars of which no two are of one length, as in nearly all mappings: lengths from 64 on count as those
  /// below.
  @inline(__always)
  private static func haveDifferentLengths(_ mapping: YAMLNode) -> Bool {
    let events = mapping.storage.pointee.events
    var index = mapping.index + 1
    var lengths: UInt64 = 0
    for _ in 0..<mapping.event.second / 2 {
      let length: UInt64 = 1 << UInt64(events[index].second & 63)
      guard events[index].kind == .scalar, lengths & length == 0 else { return false }
      lengths |= length
      index += 1
      index += events[index].span
    }
    return true
  }

  @inline(__always)
  private func compareEach(_ findings: Findings) {
    keys.withUnsafeBufferPointer { keys in
      for later in keys.indices.dropFirst() {
        let length = keys[later].event.second
        for earlier in 0..<later where keys[earlier].event.second == length {
          if keys[later].bytes == keys[earlier].bytes {
            Self.report(keys[later], after: keys[earlier].usageRange, findings: findings)
            break
          }
        }
      }
    }
  }

  private func compareHashed(_ findings: Findings) {
    var seen: [YAMLText: YAMLNode] = [:]
    for key in keys {
      guard let text = key.bytes else { continue }
      if let earlier = seen[text] {
        Self.report(key, after: earlier.usageRange, findings: findings)
      } else {
        seen[text] = key
      }
    }
  }

  static func reportKind(of key: YAMLNode, findings: Findings) {
    findings.add(.wrongKind, at: key.usageRange, "expected text for a key, found \(key.kindDescription)")
  }

  static func report(_ key: YAMLNode, after earlier: SourceRange, findings: Findings) {
    let isMerge = MergeKey.isOne(key)
    findings.add(
      .duplicateKey, at: key.usageRange, "duplicate key \(key.quoted)",
      hint: isMerge ? "merge several mappings with a list: <<: [*one, *other]" : nil,
      notes: [findings.note("first written here", at: earlier.start)])
  }
}

extension YAMLNode {
  /// What the node is, in words for the user.
  var kindDescription: String {
    switch kind {
    case .scalar: isNull ? "no value" : "text"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .broken: "an undefined alias"
    }
  }

  /// A scalar's text between quotes for a message, cut where it is long and on one line.
  var quoted: String { bytes.map(\.quoted) ?? kindDescription }
}

extension YAMLText {
  /// The text between quotes for a message: one line, at most 60 characters, nothing that a terminal would obey and
  /// nothing invisible.
  var quoted: String {
    let maximum = 60
    let start = String(decoding: UnsafeBufferPointer(rebasing: bytes.prefix(4 * maximum)), as: UTF8.self)
    let cut = start.unicodeScalars.count > maximum || bytes.count > 4 * maximum
    let visible = start.unicodeScalars.prefix(cut ? maximum - 1 : maximum).map(\.visible).joined()
    return "\"" + visible + (cut ? "…" : "") + "\""
  }
}
