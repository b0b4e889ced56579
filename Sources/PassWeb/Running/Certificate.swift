// The service's certificate and its key: read, proved to belong together, and changed for a renewed
// pair while the service runs.
import FoundationEssentials
import NIOCore
import NIOSSL
import PassCrypto
import PassFormat
import Synchronization

/// What is told of the service's own certificate.
package struct CertificateFacts: Sendable, Equatable {
    /// When it ends, seconds since 1970.
    package let endsAtSeconds: Int64
    /// What gates know the service by: SHA-256 of the public key (SubjectPublicKeyInfo of RFC
    /// 5280), hexadecimal, as `gate enrol --pin` takes it.
    package let pin: String
}

/// Where a certificate chain and its private key are, both PEM.
package struct CertificateFiles: Sendable {
    /// A certificate that ends sooner should be renewed.
    package static let soonOverSeconds: Int64 = 30 * 86_400

    package let certificatePath: String
    package let privateKeyPath: String

    package init(certificatePath: String, privateKeyPath: String) {
        self.certificatePath = certificatePath
        self.privateKeyPath = privateKeyPath
    }

    /// Reads both and proves that they belong together.
    ///
    /// - Throws: `ServiceFault`.
    package func facts() throws(ServiceFault) -> CertificateFacts { try pair().facts }

    /// The two as NIOSSL has them.
    fileprivate struct Pair {
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey
        let facts: CertificateFacts
    }

    fileprivate func pair() throws(ServiceFault) -> Pair {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificatePath) } catch {
            throw unreadable("证书", "the certificate", certificatePath)
        }
        guard let own = chain.first, let publicKey = try? own.extractPublicKey().toSPKIBytes()
        else { throw unreadable("证书", "the certificate", certificatePath) }
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(file: privateKeyPath, format: .pem) } catch {
            throw unreadable("私钥", "the private key", privateKeyPath)
        }
        let facts = CertificateFacts(
            endsAtSeconds: Int64(own.notValidAfter),
            pin: hexadecimal(SHA256.hash(publicKey.span).array))
        let pair = Pair(chain: chain, key: key, facts: facts)
        do { _ = try NIOSSLContext(configuration: pair.configuration) } catch {
            throw ServiceFault(
                text: BilingualText(
                    "证书 \(certificatePath) 与私钥 \(privateKeyPath) 不是一对；请给出该证书的私钥，"
                        + "证书链以本站的证书开头",
                    "certificate \(certificatePath) and private key \(privateKeyPath) do not belong"
                        + " together; give that certificate's key, and the site's own certificate"
                        + " first in its chain"))
        }
        return pair
    }

    private func unreadable(
        _ chinese: String, _ english: String, _ path: String
    ) -> ServiceFault {
        let isThere = FileManager.default.fileExists(atPath: path)
        return ServiceFault(
            text: isThere
                ? BilingualText(
                    "\(chinese) \(path) 不能读取；应为未加密的 PEM 文件，且本程序的用户有权读取",
                    "\(english) \(path) cannot be read; expected PEM without a passphrase that this"
                        + " program's user may read")
                : BilingualText(
                    "\(chinese) \(path) 不存在；请核对路径",
                    "\(english) \(path) is not there; check the path"))
    }
}

extension CertificateFiles.Pair {
    fileprivate var configuration: TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        return tls
    }
}

/// Guards the certificate in use; connections take the one of the moment in which they begin.
final class ServiceCertificate: Sendable {
    private let files: CertificateFiles
    private let current: Mutex<CertificateFiles.Pair>

    /// - Throws: `ServiceFault` where the files cannot be used.
    init(_ files: CertificateFiles) throws(ServiceFault) {
        self.files = files
        current = Mutex(try files.pair())
    }

    /// Of the certificate in use.
    var facts: CertificateFacts { current.withLock { $0.facts } }

    /// Takes what is in the files now; what was in use stays where they cannot be used.
    ///
    /// - Throws: `ServiceFault`.
    func renew() throws(ServiceFault) {
        let pair = try files.pair()
        current.withLock { $0 = pair }
    }

    /// For Hummingbird.
    var configuration: TLSConfiguration {
        var tls = current.withLock { $0.configuration }
        tls.sslContextCallback = { [self] _, promise in
            var change = NIOSSLContextConfigurationOverride()
            current.withLock { pair in
                change.certificateChain = pair.chain.map { .certificate($0) }
                change.privateKey = .privateKey(pair.key)
            }
            promise.succeed(change)
        }
        return tls
    }
}
