import Foundation

/// Bodies in the shapes that the contract's schemas and examples have.
package enum Samples {
  package static let links = """
    {"requestType":{"href":"https://acme.example/governance/api/v1/request-types/61eb2db568c7c300079fefd0",\
    "type":"application/json"},\
    "self":{"href":"https://acme.example/governance/api/v1/requests/61eb06a3c462d20007f0235c",\
    "type":"application/json"}}
    """

  package static let sparse = """
    {"id":"61eb06a3c462d20007f0235c","subject":"Zugriff für Zoë","requestTypeId":"61eb2db568c7c300079fefd0",\
    "requesterUserIds":["00ub0oNGTSWTBKOLGLNR"],"created":"2022-05-05T14:15:22Z","createdBy":"00ub0oNGTSWTBKOLGLNR",\
    "lastUpdated":"2022-05-06T14:15:22.5Z","lastUpdatedBy":"00ub0oNGTSWTBKOLGLNS","permalinkId":1,"resolved":null,\
    "requestStatus":"OPEN","type":"ACCESS_REQUEST","_links":\(links)}
    """

  /// `more` stands in front of the closing brace of a sparse request.
  package static func full(_ more: String, type: String = "ACCESS_REQUEST") -> String {
    sparse.dropLast().replacingOccurrences(of: "ACCESS_REQUEST", with: type) + ",\(more)}"
  }

  package static let pendingNothingAsked = full(
    """
    "requesterFieldValues":null,"approvals":[{"status":"PENDING","approvalId":"62f6d63a1764a30007763ad5"}],\
    "actions":[{"status":"PENDING","action":"ASSIGN_APP_TO_USER","actionId":"62f57938cd367b0008eb47c7"}]
    """)

  package static let fulfilled = full(
    """
    "requesterFieldValues":[\
    {"id":"1C5EF673-8dbb-4b9c-ac76-0b4180116e43","type":"SELECT","prompt":"Which?","required":false,\
    "value":["Sales Cloud"]},\
    {"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","type":"TEXT","prompt":"Why?","required":true,"value":"I must"},\
    {"id":"ec9da40d-9c1b-41c6-8016-edfd010b02d2","type":"DATE-TIME","prompt":"Until?","required":false,"value":null}],\
    "approvals":[{"status":"COMPLETED","approvalId":"62f6d63a1764a30007763ae2","approverId":"00ub0oNGTSWTBKOLGLNR",\
    "approverName":"Becky","decision":"APPROVED","decided":"2022-06-02T21:36:25.344Z","deciderDelegated":true,\
    "fieldValues":[{"id":"ec9da40d-9c1b-41c6-8016-edfd010b02d2","type":"SELECT","prompt":"Why?","required":true,\
    "value":["Curious"]}]}],\
    "actions":[{"status":"COMPLETED","action":"ASSIGN_APP_TO_USER","actionId":"62f6d63a1764a30007763ad5",\
    "actionStatus":"SUCCEEDED","actionAttempted":"2022-06-02T21:36:25.344Z","accessRemoved":null,\
    "resourceId":"0oafxqCAJWWGELFTYASJ","resourceName":"Salesforce 01","resourceType":"APP"}]
    """)

  package static let custom = full(#""requesterFieldValues":[]"#, type: "CUSTOM")

  package static let list = """
    {"data":[\(sparse)],"_links":{"self":{"href":"https://acme.example/governance/api/v1/requests?limit=1"},\
    "next":{"href":"https://acme.example/governance/api/v1/requests?limit=1&after=61eb06a3c462d20007f0235c"}}}
    """

  package static let sparseType = """
    {"id":"61eb2db568c7c300079fefd0","name":"salesforce-01","description":"How to get it",\
    "created":"2019-08-24T14:15:22Z","createdBy":"00ub0oNGTSWTBKOLGLNR","lastUpdated":"2022-05-24T14:15:22Z",\
    "lastUpdatedBy":"00ub0oNGTSWTBKOLGLNR","status":"ACTIVE","lastUpdateSource":"API","_links":{\
    "createRequest":{"href":"https://acme.example/next/new?q=x","type":"text/html"},\
    "requests":{"href":"https://acme.example/governance/api/v1/requests?filter=x","type":"application/json"},\
    "self":{"href":"https://acme.example/governance/api/v1/request-types/61eb2db568c7c300079fefd0"}}}
    """

  package static let fullType: String =
    sparseType.dropLast() + """
      ,"ownerId":"61eb0f06c462d20007f051ac","accessDuration":null,\
      "resourceSettings":{"type":"GROUPS","targetResources":[{"resourceId":"00g1emaKYZTWRYYRRTSK"}]},\
      "requestSettings":{"type":"MEMBER_OF","requesterMemberOf":["00g1emaKYZTWRYYRRTSK"],"requesterFields":[\
      {"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","prompt":"Why?","required":true,"type":"TEXT"},\
      {"id":"1c5ef673-8dbb-4b9c-ac76-0b4180116e43","prompt":"Which?","required":false,"type":"SELECT",\
      "options":[{"value":"Sales Cloud"},{"value":"Service Cloud"}]}]},\
      "approvalSettings":{"type":"SERIAL","approvals":[{"approverType":"MEMBER_OF","description":"One of us",\
      "approverMemberOf":["00g1emaKYZTWRYYRRTSK"],"approverFields":[\
      {"id":"ec9da40d-9c1b-41c6-8016-edfd010b02d2","prompt":"Sure?","required":true,"type":"DATE-TIME"}]}]}}
      """

  package static let customType: String =
    sparseType.dropLast() + """
      ,"ownerId":"61eb0f06c462d20007f051ac","accessDuration":"P40D","resourceSettings":{"type":"CUSTOM"},\
      "requestSettings":{"type":"CUSTOM"},"approvalSettings":{"type":"CUSTOM"}}
      """

  package static func error(_ code: String, _ summary: String, causes: String = "[]") -> String {
    """
    {"errorCode":"\(code)","errorSummary":"\(summary)","errorLink":"\(code)","errorId":"oaeWCGz73hpRCG75VHP6",\
    "errorCauses":\(causes)}
    """
  }
}
