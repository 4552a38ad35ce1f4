# A manifest of `count` entries, one declaration each, the same for the same arguments.
# Usage: awk -v first=0 -v count=100000 [-v plain=1] -f generate.awk   (plain: without fields and messages)
#        awk -v count=10000 -v seed=1 [-v moment=1] -f generate.awk    (a seed for writ serve with the same requests, made one a
#                                                                       second; moment: all made at one moment)
function created(second) {
  return sprintf("2026-01-%02dT%02d:%02d:%02dZ", 1 + second / 86400, second / 3600 % 24, second / 60 % 60, second % 60)
}

BEGIN {
  type = "08ab2db568c7c300079fefd0"
  if (seed) {
    print "requestTypes:"
    print "  - id: " type "\n    name: Salesforce\n    status: ACTIVE"
    print "requests:"
    for (i = first; i < first + count; i++)
      printf "  - { requestTypeId: %s, subject: Access to workspace %07d, requester: 00u%017d, created: %s }\n",
        type, i, i % 9973, created(moment ? 0 : i)
    exit
  }
  print "apiVersion: writ/v1\nkind: AccessRequests"
  print "requestTypes:"
  print "  salesforce:\n    id: " type
  if (!plain) {
    print "    fields:"
    print "      justification: { id: 05c87fe9-11f6-4d40-a033-b155b39dcdbe, type: TEXT, required: true }"
    print "      until: { id: ec9da40d-9c1b-41c6-8016-edfd010b02d2, type: DATE-TIME }"
    print "      product: { id: 1c5ef673-8dbb-4b9c-ac76-0b4180116e43, type: SELECT, options: [Sales Cloud, Service Cloud] }"
  }
  print "requests:"
  for (i = first; i < first + count; i++) {
    printf "  - name: workspace-%07d\n    requestType: salesforce\n    subject: Access to workspace %07d\n", i, i
    if (!plain) {
      printf "    requesterFields:\n      justification: \"To fulfil my duties in workspace %07d\"\n", i
      print "      until: 2027-05-05T14:15:22Z\n      product: [Sales Cloud]"
    }
    printf "    users: [00u%017d]\n", i % 9973
    if (!plain) print "    messages:\n      - Contact admin@atko.com for any additional assistance needed with this request."
  }
}
