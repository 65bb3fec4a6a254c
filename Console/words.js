// What can be done with a message that arrives while work runs: as a choice, as what it means, and as what became of it.
export const actionWords = {
  auto: { label: 'Auto', meaning: 'does what the agent’s rules say' },
  interrupt: { label: 'Interrupt', meaning: 'stops the work; what it found is kept', done: 'Interrupts the work' },
  side: { label: 'On the side', meaning: 'is answered while the work goes on', done: 'On the side' },
  enqueue: { label: 'After this', meaning: 'is answered when the work is done', done: 'After this' },
  steer: { label: 'Steer', meaning: 'is taken into account by the work (by one branch only: @name first)', done: 'Steers the work' },
  merge: { label: 'Merge', meaning: 'starts the work again with both messages', done: 'Joined with the last message' },
  resume: { label: 'Go on', meaning: 'goes on with what was stopped', done: 'Goes on with what was stopped' },
  cancel: { label: 'Stop', meaning: 'stops the work', done: 'Stops the work' },
  rollback: { label: 'Take back', meaning: 'takes the work back', done: 'Takes the work back' },
};
