import StubServer

extension Exchange {
    /// Sends a reply that says these words.
    func say(_ words: String...) {
        startEvents()
        var rest = ""
        for word in words { rest += Exchange.chunkText("data: \(delta(content: word))\n\n") }
        rest += Exchange.chunkText("data: \(finishChunk("stop"))\n\ndata: [DONE]\n\n")
        send(rest + "0\r\n\r\n")
    }
}
