// Requests that come twice and are done once: the answer to the first is kept for a day.
package import Registry

extension Office {
    /// Does something unless the same request did it before; then gives the answer of that time.
    ///
    /// - Parameters:
    ///   - request: the key and what was asked.
    ///   - body: does it; what it throws has changed nothing, and the key may be used again.
    /// - Returns: the answer, and whether it is that of an earlier time.
    /// - Throws: `OfficeError` where the key came with another request, or where the first has not
    ///   been answered; what `body` throws, as it is.
    package func once(
        _ request: KeptRequest, _ body: () throws -> KeptAnswer
    ) throws -> (answer: KeptAnswer, isRepeated: Bool) {
        switch try office({ try registry.begin(request, at: now) }) {
        case .answered(let answer): return (answer, true)
        case .anotherRequest:
            throw OfficeError(
                .refused, "IDEMPOTENCY_KEY_USED", field: "Idempotency-Key",
                "这个 Idempotency-Key 已用于另一请求；请换一个",
                "this Idempotency-Key came with another request; use another")
        case .unanswered:
            var unanswered = OfficeError(
                .conflict, "REQUEST_UNANSWERED",
                "同一请求正在处理，或曾中断而结果不明；请稍候重试，仍如此则先查看是否已做，再换新的 Idempotency-Key",
                "the same request is being done, or was cut off with its outcome unknown; try again"
                    + " shortly; if it stays so, look whether it was done, then use another"
                    + " Idempotency-Key")
            unanswered.retryAfterSeconds = 2
            throw unanswered
        case .begun: break
        }
        let answer: KeptAnswer
        do { answer = try body() } catch {
            try office { try registry.forget(request) }
            throw error
        }
        try office { try registry.keep(answer, for: request) }
        return (answer, false)
    }
}
