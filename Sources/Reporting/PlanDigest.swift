import Journaling
package import Planning

/// What names a plan: equal for two plans that would do the same.
package enum PlanDigest {
  /// SHA-256 (FIPS 180-4) over the plan's canonical parts, as 64 hexadecimal digits.
  package static func hex(of plan: Plan) -> String {
    var fingerprint = FingerprintStream()
    plan.forEachCanonicalPart { fingerprint.add($0) }
    return fingerprint.text
  }
}
