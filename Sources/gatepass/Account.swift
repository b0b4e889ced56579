// Who runs the program, for the audit record.
import Glibc

/// The account that the system started the program under.
enum Account {
    /// The login name of the real user, or its number where the system has no name for it.
    ///
    /// From the user database, not from `USER`, which anyone may set.
    static var loginName: String {
        // The entry is overwritten by the next look-up; the name is copied at once.
        guard let entry = unsafe getpwuid(getuid()), let name = unsafe entry.pointee.pw_name else {
            return "uid \(getuid())"
        }
        return unsafe String(cString: name)
    }
}
