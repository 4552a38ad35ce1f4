import Foundation
import Model
import Testing

@Suite("filters of requests")
struct RequestFilterTests {
  @Test("a filter is read as the API's list has it")
  func read() {
    var filter = RequestFilter()
    let isRead = filter.add(expression: #" requestStatus EQ "OPEN" And lastUpdated gt "2026-05-24T14:15:22Z" "#)
    #expect(isRead)
    #expect(filter.status == "OPEN" && filter.updatedAfter == Date(timeIntervalSince1970: 1_779_632_122))
  }

  @Test(
    "a filter that is anything else is refused",
    arguments: [
      "", " ", "requestStatus", "requestStatus eq OPEN", #"requestStatus ne "OPEN""#, #"requeststatus eq "OPEN""#,
      #"requestStatus eq "OPEN" requestStatus eq "OPEN""#,
      #"requestStatus eq "OPEN" or lastUpdated gt "2026-05-24T14:15:22Z""#,
      #"requestStatus eq "OPEN" and"#, #"lastUpdated gt "soon""#, #"requestStatus eq "A" and requestStatus eq "B""#,
      #"requestTypeId eq "61eb2db568c7c300079fefd2""#,
    ])
  func refused(expression: String) {
    var filter = RequestFilter()
    let isRead = filter.add(expression: expression)
    #expect(!isRead)
  }

  @Test("a moment is a day, which begins at midnight in UTC, or a date and a time")
  func moments() {
    #expect(RequestFilter.moment("2026-11-01") == Date(timeIntervalSince1970: 1_793_491_200))
    #expect(RequestFilter.moment("2026-11-01T01:00:00+01:00") == Date(timeIntervalSince1970: 1_793_491_200))
    for text in ["2026-02-30", "2026-11", "yesterday", "2026-11-01T00:00"] {
      #expect(RequestFilter.moment(text) == nil)
    }
  }
}
