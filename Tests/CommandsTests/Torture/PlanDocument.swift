/// What `writ plan --format json` counts.
struct PlanDocument: Decodable {
  struct Summary: Decodable {
    var create: Int
    var message: Int
    var unchanged: Int
    var blocked: Int
  }

  var summary: Summary
}
