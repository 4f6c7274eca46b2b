/** A graph of transactions: which of them have to come before which others. A cycle says that no order of them is right. */

/** Pairs of numbers that grow: no object for each. */
export class Edges {
  length = 0;
  #cells = new Uint32Array(1_024);

  add(from: number, to: number): void {
    const at = 2 * this.length++;
    if (at === this.#cells.length) {
      const larger = new Uint32Array(2 * this.#cells.length);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells[at] = from;
    this.#cells[at + 1] = to;
  }

  from(edge: number): number {
    return this.#cells[2 * edge]!;
  }

  to(edge: number): number {
    return this.#cells[2 * edge + 1]!;
  }
}

export class DependencyGraph {
  /** Of each node: where its successors begin. One more at the end. */
  readonly #begins: Uint32Array;
  readonly #successors: Uint32Array;

  constructor(
    readonly nodes: number,
    edges: Edges,
  ) {
    const begins = new Uint32Array(nodes + 1);
    for (let edge = 0; edge < edges.length; edge++) begins[edges.from(edge) + 1]!++;
    for (let node = 0; node < nodes; node++) begins[node + 1]! += begins[node]!;
    const next = begins.slice();
    const successors = new Uint32Array(edges.length);
    for (let edge = 0; edge < edges.length; edge++) successors[next[edges.from(edge)]!++] = edges.to(edge);
    this.#begins = begins;
    this.#successors = successors;
  }

  /** The strongly connected components of more than one node (Tarjan 1972, without recursion), each in the order of its nodes. */
  components(): Uint32Array[] {
    const { nodes } = this;
    /** 0: not visited. */
    const index = new Uint32Array(nodes);
    const low = new Uint32Array(nodes);
    const next = this.#begins.slice(0, nodes);
    const isOpen = new Uint8Array(nodes);
    const open = new Uint32Array(nodes);
    const path = new Uint32Array(nodes);
    const found: Uint32Array[] = [];
    let [visited, opened, depth] = [0, 0, 0];
    const enter = (node: number) => {
      index[node] = low[node] = ++visited;
      isOpen[node] = 1;
      open[opened++] = node;
      path[depth++] = node;
    };
    for (let root = 0; root < nodes; root++) {
      if (index[root] !== 0) continue;
      enter(root);
      while (depth > 0) {
        const node = path[depth - 1]!;
        if (next[node]! < this.#begins[node + 1]!) {
          const to = this.#successors[next[node]!++]!;
          if (index[to] === 0) enter(to);
          else if (isOpen[to] === 1) low[node] = Math.min(low[node]!, index[to]!);
          continue;
        }
        depth--;
        if (depth > 0) {
          const parent = path[depth - 1]!;
          low[parent] = Math.min(low[parent]!, low[node]!);
        }
        if (low[node] !== index[node]) continue;
        const begin = open.lastIndexOf(node, opened - 1);
        for (let i = begin; i < opened; i++) isOpen[open[i]!] = 0;
        if (opened - begin > 1) found.push(open.slice(begin, opened).sort());
        opened = begin;
      }
    }
    return found;
  }

  /** A shortest cycle through the first node of a component; its first node is not repeated at the end. */
  cycleIn(component: Uint32Array): number[] {
    const start = component[0]!;
    const isWithin = new Set(component);
    const before = new Map<number, number>();
    let edge = [start];
    while (edge.length > 0) {
      const reached: number[] = [];
      for (const node of edge) {
        for (let i = this.#begins[node]!; i < this.#begins[node + 1]!; i++) {
          const to = this.#successors[i]!;
          if (to === start) {
            const cycle = [node];
            for (let at = node; at !== start; ) {
              at = before.get(at)!;
              cycle.unshift(at);
            }
            return cycle;
          }
          if (before.has(to) || !isWithin.has(to)) continue;
          before.set(to, node);
          reached.push(to);
        }
      }
      edge = reached;
    }
    return [];
  }
}
