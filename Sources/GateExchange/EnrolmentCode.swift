// The one-time code that lets a device in.
package import PassCrypto
import PassFormat

/// The text of a one-time code, and what the office keeps of it.
package enum EnrolmentCode {
    /// A code of 256 random bits.
    ///
    /// - Throws: `CryptoError.noRandomness`.
    package static func draw(_ random: RandomSource) throws(CryptoError) -> String {
        Base64.addressText(try random.bytes(ExchangeLimit.codeBytes))
    }

    /// What is kept of a code: 32 bytes, from which the code does not follow.
    package static func hash(_ code: String) -> [UInt8] {
        SHA256.hash("gatepass/1 enrolment code\0", Array(code.utf8)).array
    }
}
