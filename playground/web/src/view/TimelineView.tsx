export function TimelineView() { return <div>Timeline: not yet here</div>; }
