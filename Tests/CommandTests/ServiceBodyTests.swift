// Bodies of requests on their way to `gatepass serve`, by a real connection to a real process.
import Foundation
import TestSupport
import Testing

@Suite struct `A body that is held back` {
    @Test func `is asked for, and then taken`() throws {
        try withGatepass { program in
            try program.makeOffice()
            try program.serving { service throws in
                let head =
                    "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n"
                let polite = try SlowClient(service, in: program.folder, sending: head)
                try eventually { try polite.answer().hasPrefix("HTTP/1.1 100 Continue\r\n\r\n") }
                try polite.send("abcd")
                try eventually { try polite.answer().hasSuffix("END") }
                #expect(try polite.answer().contains("HTTP/1.1 200"))
            }
        }
    }
}
