// What the doctor of a gate says of the guard's terminal.
import CommandSupport
import Terminal
import Testing
import WatchScreen

@Suite struct `Health of a terminal` {
    private func states(
        _ variables: [String: String], columns: Int = 80, rows: Int = 24
    ) -> [HealthState] {
        let environment = Environment { variables[$0] }
        let size = TerminalSize(rows: rows, columns: columns)
        return TerminalHealth(environment: environment, size: size).findings.map(\.state)
    }

    @Test func `is good with UTF-8, colours and 80 by 24`() {
        #expect(states(["LANG": "zh_CN.UTF-8", "TERM": "xterm"]) == [.ok, .ok, .ok])
        #expect(states(["LC_ALL": "C.utf8", "TERM": "dumb", "NO_COLOR": "1"])[1] == .ok)
    }

    @Test func `warns without UTF-8, and the first variable that is set counts`() {
        #expect(states(["TERM": "xterm"])[0] == .warning)
        #expect(states(["LC_ALL": "zh_CN.GB18030", "LANG": "zh_CN.UTF-8"])[0] == .warning)
        #expect(states(["LC_ALL": "", "LC_CTYPE": "zh_CN.UTF-8", "LANG": "C"])[0] == .ok)
    }

    @Test func `warns on the kernel's console, which shows no Chinese`() {
        #expect(states(["LANG": "zh_CN.UTF-8", "TERM": "linux"])[0] == .warning)
    }

    @Test func `warns without colours and where it is small`() {
        #expect(states(["LANG": "C.UTF-8", "TERM": "dumb"]) == [.ok, .warning, .ok])
        #expect(states(["LANG": "C.UTF-8", "TERM": "xterm"], columns: 79)[2] == .warning)
        #expect(states(["LANG": "C.UTF-8", "TERM": "xterm"], rows: 23)[2] == .warning)
    }
}
