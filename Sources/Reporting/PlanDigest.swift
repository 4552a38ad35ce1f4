import Crypto
package import Planning
import Model

/// What names a plan: equal for two plans that would do the same.
package enum PlanDigest {
  /// SHA-256 (FIPS 180-4) over the plan's canonical bytes, as 64 hexadecimal digits.
  package static func hex(of plan: Plan) -> String {
    SHA256.hash(data: plan.canonicalBytes).map { $0.digits(2, radix: 16) }.joined()
  }
}
