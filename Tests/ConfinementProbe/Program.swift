// Locks itself in as `gate-image` does and then tries the one thing that it is told: for the suite
// Confinement. Ends with 0 where it could do it, and is to be killed where it must not.
import Confinement
import Glibc

@main
enum ConfinementProbe {
    static func main() {
        let attempt = CommandLine.arguments.dropFirst().first ?? ""
        do throws(ConfinementError) {
            try Confinement.bound(memoryBytes: 1 << 30, cpuSeconds: 2)
            try Confinement.lock()
        } catch { exit(3) }
        exit(perform(attempt) ? 0 : 1)
    }

    private static func perform(_ attempt: String) -> Bool {
        // Each call is given what lives as long as it runs.
        switch attempt {
        case "open": return unsafe open("/dev/null", O_RDONLY) >= 0
        case "create": return unsafe open("created", O_WRONLY | O_CREAT, 0o600) >= 0
        case "read":
            var byte: UInt8 = 0
            return unsafe read(STDIN_FILENO, &byte, 1) >= 0
        case "socket": return socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0
        case "connect":
            var address = sockaddr(sa_family: sa_family_t(AF_INET), sa_data: sockaddr().sa_data)
            let size = socklen_t(MemoryLayout<sockaddr>.size)
            return unsafe connect(STDIN_FILENO, &address, size) == 0
        case "execute":
            var none: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
            return unsafe execve("/bin/true", &none, &none) == 0
        case "thread":
            var thread = pthread_t()
            return unsafe pthread_create(&thread, nil, { _ in nil }, nil) == 0
        case "signal": return kill(getppid(), 0) == 0
        case "writeElsewhere": return unsafe write(5, "x", 1) == 1
        case "runData":
            let flags = MAP_PRIVATE | MAP_ANONYMOUS
            return unsafe mmap(nil, 4096, PROT_READ | PROT_EXEC, flags, -1, 0) != MAP_FAILED
        case "protect":
            let flags = MAP_PRIVATE | MAP_ANONYMOUS
            let page = unsafe mmap(nil, 4096, PROT_READ | PROT_WRITE, flags, -1, 0)
            return unsafe mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0
        case "compute":
            let numbers = (0..<1_000_000).map { $0 &* 7 }
            return unsafe write(STDOUT_FILENO, "x", numbers.isEmpty ? 0 : 1) == 1
        case "memory":
            return unsafe malloc(2 << 30) == nil
        case "forever":
            while clock() >= 0 {}
            return true
        default: return false
        }
    }
}
