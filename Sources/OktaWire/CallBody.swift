package import struct Foundation.Data

/// The body of a call.
package protocol CallBody {
  /// Writes it as JSON, names in their order, so that one value has one text.
  func write(to writer: inout JSONWriter)
}

extension CallBody {
  /// Its bytes.
  package var json: Data {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.data
  }
}

extension CreateBody: CallBody {
  package func write(to writer: inout JSONWriter) {
    writer.write("{\"requestTypeId\":")
    writer.write(string: requestTypeId)
    if let requesterFieldValues {
      writer.write(",\"requesterFieldValues\":")
      writer.write(list: requesterFieldValues) { answer, writer in
        writer.write("{\"id\":")
        writer.write(string: answer.id)
        writer.write(",\"value\":")
        answer.value.write(to: &writer)
        writer.write("}")
      }
    }
    if let requesterUserIds {
      writer.write(",\"requesterUserIds\":")
      writer.write(list: requesterUserIds) { $1.write(string: $0) }
    }
    writer.write(",\"subject\":")
    writer.write(string: subject)
    writer.write("}")
  }
}

extension FieldValueBody {
  fileprivate func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.write("null")
    case .string(let text): writer.write(string: text)
    case .selection(let options): writer.write(list: options) { $1.write(string: $0) }
    }
  }
}

extension MessageBody: CallBody {
  package func write(to writer: inout JSONWriter) {
    writer.write("{\"message\":")
    writer.write(string: message)
    writer.write("}")
  }
}

extension StatusBody: CallBody {
  package func write(to writer: inout JSONWriter) {
    writer.write("{\"status\":")
    writer.write(string: status)
    writer.write("}")
  }
}
