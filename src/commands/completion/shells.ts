/** Completion scripts. All are made of the same list of commands; a script asks nothing of the program when it completes. */

export interface CompletableOption {
  /** `-h`, `--help` */
  readonly names: readonly string[];
  readonly summary?: string;
  /** Of an option that takes a value: all there are; empty where they are files or anything. */
  readonly values?: readonly string[];
}

export interface Completable {
  /** `run`, `cluster up`; empty for the program itself. */
  readonly path: string;
  readonly options: readonly CompletableOption[];
  readonly subcommands: readonly { readonly name: string; readonly summary: string }[];
  /** scenarios: YAML files and folders. */
  readonly argument:
    | { readonly kind: "none" | "files" | "scenarios" }
    | { readonly kind: "choices"; readonly choices: readonly string[] };
}

export type Shell = keyof typeof SHELLS;

export const SHELLS = { bash, zsh, fish } as const;

const PROGRAMS = "chaos chaos-kafka";

/** In single quotes for every one of these shells. */
const quoted = (text: string): string => `'${text.replaceAll("'", "").replaceAll("\\", "")}'`;

const words = (all: readonly string[]): string => all.join(" ");

/** Patterns of a `case`: the path so far, a blank, and the next word. */
const steps = (commands: readonly Completable[]): string =>
  commands
    .flatMap(({ path, subcommands }) => subcommands.map(({ name }) => quoted(`${path} ${name}`)))
    .join(" | ");

/** Of each option with a value: patterns of a `case`, and the values. */
function valueCases(commands: readonly Completable[]): { patterns: string; values: readonly string[] }[] {
  return commands.flatMap(({ path, options }) =>
    options.flatMap(({ names, values }) =>
      values === undefined
        ? []
        : [{ patterns: names.map((name) => quoted(`${path}:${name}`)).join(" | "), values }],
    ),
  );
}

function bash(commands: readonly Completable[]): string {
  const offered = ({ subcommands, argument }: Completable): string => {
    if (subcommands.length > 0) return `_chaos_words ${quoted(words(subcommands.map(({ name }) => name)))}`;
    if (argument.kind === "choices") return `_chaos_words ${quoted(words(argument.choices))}`;
    return argument.kind === "none" ? ":" : `_chaos_${argument.kind}`;
  };
  return `# Completion of chaos for bash: source <(chaos completion bash)
_chaos_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}
_chaos_files() {
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}
_chaos_scenarios() {
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(compgen -d -- "$cur"; compgen -f -X '!*.yaml' -- "$cur"; compgen -f -X '!*.yml' -- "$cur")
}
_chaos() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${steps(commands)}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path:$prev" in
${valueCases(commands)
  .map(
    ({ patterns, values }) =>
      `    ${patterns}) ${values.length > 0 ? `_chaos_words ${quoted(words(values))}` : "_chaos_files"}; return ;;`,
  )
  .join("\n")}
  esac
  case "$cur:$path" in
${commands
  .map(
    ({ path, options }) =>
      `    -*:${quoted(path)}) _chaos_words ${quoted(words(options.flatMap(({ names }) => names)))} ;;`,
  )
  .join("\n")}
${commands.map((command) => `    *:${quoted(command.path)}) ${offered(command)} ;;`).join("\n")}
  esac
}
complete -F _chaos ${PROGRAMS}
`;
}

function zsh(commands: readonly Completable[]): string {
  const offered = ({ subcommands, argument }: Completable): string => {
    if (subcommands.length > 0) return `compadd -- ${words(subcommands.map(({ name }) => name))}`;
    if (argument.kind === "choices") return `compadd -- ${words(argument.choices)}`;
    if (argument.kind === "none") return ":";
    return argument.kind === "scenarios" ? "_files -g '*.(yaml|yml)'" : "_files";
  };
  return `#compdef ${PROGRAMS}
# Completion of chaos for zsh: a file named _chaos in a folder of $fpath.
_chaos() {
  local chaos_path='' i
  for ((i = 2; i < CURRENT; i++)); do
    case "$chaos_path \${words[i]}" in
      (${steps(commands)}) chaos_path="\${chaos_path:+$chaos_path }\${words[i]}" ;;
    esac
  done
  case "$chaos_path:\${words[CURRENT-1]}" in
${valueCases(commands)
  .map(
    ({ patterns, values }) =>
      `    (${patterns}) ${values.length > 0 ? `compadd -- ${words(values)}` : "_files"}; return ;;`,
  )
  .join("\n")}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    case "$chaos_path" in
${commands.map(({ path, options }) => `      (${quoted(path)}) compadd -- ${words(options.flatMap(({ names }) => names))} ;;`).join("\n")}
    esac
    return
  fi
  case "$chaos_path" in
${commands.map((command) => `    (${quoted(command.path)}) ${offered(command)} ;;`).join("\n")}
  esac
}
if [[ "\${funcstack[1]}" == _chaos ]]; then _chaos "$@"; else compdef _chaos ${PROGRAMS}; fi
`;
}

function fish(commands: readonly Completable[]): string {
  const lines = commands.flatMap(({ path, options, subcommands, argument }) => {
    const names = path.split(" ").filter(Boolean);
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`);
    const below = subcommands.map(({ name }) => name);
    const notBelow = below.length > 0 ? [`not __fish_seen_subcommand_from ${words(below)}`] : [];
    const when = `-n ${quoted([...seen, ...notBelow].join("; and ") || "true")}`;
    const described = (summary = "") => (summary === "" ? "" : ` -d ${quoted(summary)}`);
    return [
      ...subcommands.map(({ name, summary }) => `${when} -f -a ${name}${described(summary)}`),
      ...options.map(({ names, values, summary }) => {
        const flags = names.map((name) =>
          name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
        );
        const value =
          values === undefined ? "" : values.length > 0 ? ` -x -a ${quoted(words(values))}` : " -r";
        return `${when} ${flags.join(" ")}${value}${described(summary)}`;
      }),
      ...(argument.kind === "choices" ? [`${when} -f -a ${quoted(words(argument.choices))}`] : []),
      ...(argument.kind === "scenarios" ? [`${when} -k -a '(__fish_complete_suffix .yaml)'`] : []),
    ];
  });
  const programs = PROGRAMS.split(" ");
  return `# Completion of chaos for fish: ~/.config/fish/completions/chaos.fish
${programs.flatMap((program) => lines.map((line) => `complete -c ${program} ${line}`)).join("\n")}
`;
}
