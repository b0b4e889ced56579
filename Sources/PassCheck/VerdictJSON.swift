// The parts of a verdict's document that gate and office write alike: every key always there, null
// where unknown.
package import PassFormat

extension Verdict {
    /// Writes the pair `pass`: the pass, as far as the code itself told; null where it told none.
    package func writePass(to json: inout JSONWriter) {
        guard let reference else { return json.pair("pass", .null) }
        json.pair("pass") {
            $0.pair("index", reference.index.hex)
            $0.pair("seq", UInt64(reference.sequence))
            $0.pair("kind", claims?.kind.name)
            $0.pair("org", claims?.organisation.map(UInt64.init))
            $0.pair("label", claims?.label?.text)
            $0.pair("nbf", claims?.notBefore.seconds)
            $0.pair("exp", claims?.expires.seconds)
        }
    }
}

extension DisplayRecord? {
    /// Writes the pair `display`: what a guard is shown; null where there is nothing.
    package func write(to json: inout JSONWriter) {
        guard let self else { return json.pair("display", .null) }
        json.pair("display") {
            $0.pair("number", self.number)
            $0.pair("name", self.name)
            $0.pair("firm", self.firm)
            $0.pair("department", self.department)
            $0.pair("plate", self.plate)
        }
    }
}
