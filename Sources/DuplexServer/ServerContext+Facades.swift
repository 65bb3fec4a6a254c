extension ServerContext {
    /// All ways into the server; what none of the others owns belongs to the first.
    package var facades: [Facade] {
        let others = [ParlantFacade(self).facade, TravelFacade(self).facade, ChatFacade(self).facade]
        return [NativeFacade(self).facade(describing: others)] + others
    }
}
