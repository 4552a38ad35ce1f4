import Testing

@testable import Journaling

@Suite("Where a state is")
struct StateLocationTests {
  @Test("a path is a path, whatever is in it, and what begins with another scheme than PostgreSQL's is refused")
  func paths() throws {
    for path in ["state.db", "./postgres://x", "/a b/postgres.db", "C:state.db", "~/state.db"] {
      #expect(try StateLocation(path) == .file(path: path))
    }
    for scheme in ["mysql", "file", "sqlite", "postgres+ssl", "http"] {
      #expect(throws: StateLocationError.unknownScheme(scheme)) { try StateLocation("\(scheme.uppercased())://h/db") }
    }
  }

  @Test("a URL of PostgreSQL is read as libpq reads it, and the schema is taken out of it")
  func urls() throws {
    for (text, schema, settings) in [
      ("postgres://h", "writ", ["host": "h"]),
      ("POSTGRESQL://u@h:5433/db?schema=team_1", "team_1", ["user": "u", "host": "h", "port": "5433", "dbname": "db"]),
      (
        "postgres://u%40x:p%3Aw:%20@h/d%2Fb", "writ",
        ["user": "u@x", "password": "p:w: ", "host": "h", "dbname": "d/b"]
      ),
      ("postgres:///db?host=%2Ftmp&ssl=true", "writ", ["dbname": "db", "host": "/tmp", "sslmode": "require"]),
      ("postgres://%2Frun%2Fpg/db", "writ", ["host": "/run/pg", "dbname": "db"]),
      ("postgres:///?service=writ&schema=a", "a", ["service": "writ"]),
      (
        "postgres://[::1]:5,h2,h3:7/db?target_session_attrs=read-write", "writ",
        ["host": "::1,h2,h3", "port": "5,,7", "dbname": "db", "target_session_attrs": "read-write"]
      ),
      ("postgres://?pass%77ord=x%26y", "writ", ["password": "x&y"]),
    ] as [(String, String, [String: String])] {
      let url = try PostgresURL(text)
      #expect(url.schema == schema && url.settings == settings, "\(text)")
      #expect(url.hasPassword == (settings["password"] != nil))
    }
  }

  @Test("a URL in which a part of a password could be taken for something else is refused")
  func ambiguousURLs() {
    for text in [
      "postgres:x", "postgres:/h/db", "postgres://u:p@w@h/db", "postgres://u:pa/w@h/db", "postgres://u:12/w@h/db",
      "postgres://u:pa?w@h/db", "postgres://u:12?w=1@h/db", "postgres://u:12?w@h/db", "postgres://u:%zz@h/db",
      "postgres://u:%00@h/db", "postgres://u:%ff@h/db", "postgres://h/db?password", "postgres://h/db?a=b=c",
      "postgres://h:x/db", "postgres://u:p w@h/db", "postgres://u:p\nw@h/db", "postgres://h/db?PASSWORD=x",
    ] {
      #expect(throws: StateLocationError.malformedURL, "\(text)") { try StateLocation(text) }
    }
    for schema in ["", "A", "a-b", "pg_x", "a;b", "1a", "a%22", String(repeating: "a", count: 64)] {
      #expect(throws: StateLocationError.schema, "\(schema)") { try StateLocation("postgres://h/db?schema=\(schema)") }
    }
  }

  @Test("the text of a location shows no password, nor what follows one, in whatever way it is written")
  func redaction() throws {
    for (text, shown) in [
      ("postgres://writ:hush@h:5433/db?schema=s", "postgres://writ@h:5433/db?schema=s"),
      ("postgres://writ:%68ush@h/db?sslmode=require", "postgres://writ@h/db"),
      ("postgres://h/db?schema=s&password=hush&host=hush", "postgres://h/db?schema=s"),
      ("postgres://h/db?pass%77ord=hush&schema=hush", "postgres://h/db"),
      ("postgres://h/db?sslpassword=hush", "postgres://h/db"),
      ("postgres://h/db?passfile=x&options=hush&service=s", "postgres://h/db?service=s"),
    ] {
      let location = try StateLocation(text)
      var dumped = ""
      dump(location, to: &dumped)
      #expect(location.description == shown)
      for output in ["\(location)", String(reflecting: location), "\([location])", dumped] {
        #expect(!output.contains("hush"), "\(output)")
      }
    }
  }

  @Test("a password in an argument is refused, and one in a variable is not")
  func arguments() throws {
    for text in ["postgres://u:p@h/db", "postgres://h/db?password=p", "postgres://h/db?p%61ssword=p"] {
      #expect(throws: StateLocationError.passwordInArgument) { try StateLocation(argument: text) }
      _ = try StateLocation(text)
    }
    #expect(try StateLocation(argument: "postgres://u@h/db") == StateLocation("postgres://u@h/db"))
  }
}
