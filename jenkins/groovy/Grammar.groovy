/**
 * What of a Jenkinsfile is modelled: for each block the names that may stand in it, and the form of each.
 * Anything else is refused, with its line, before a stage runs. So a section or a step is added here and where it is
 * carried out: a section in Interpreter, a condition in When, a step in Steps.
 *
 * A form says what may follow the name:
 *   words     a bare word, one of these
 *   one       one literal
 *   none      nothing at all
 *   named     named arguments, of these names; `required` are those that must be there
 *   calls     calls of these names, as the argument or in a list
 *   block     a block of that name, of this table or one of TEXT, ASSIGNMENTS and GROOVY
 *   texts     arguments may be strings that Groovy fills in
 *
 * Names and arguments: https://www.jenkins.io/doc/book/pipeline/syntax/ and https://www.jenkins.io/doc/pipeline/steps/
 */
class Grammar {
  /** Blocks whose content is not a list of names: assignments of variables, and one Groovy expression. */
  static final String ASSIGNMENTS = 'environment'
  static final String GROOVY = 'expression'

  /** What Groovy code may call, on texts. All else could reach the machine, which Jenkins's sandbox prevents. */
  static final List<String> METHODS = ['trim', 'length', 'isEmpty', 'contains', 'startsWith', 'endsWith', 'toBoolean', 'equalsIgnoreCase']

  private static final Map TIMEOUT = [named: ['time', 'unit'], required: ['time']]
  private static final Map LOCK = [one: true, named: ['resource', 'reason']]
  private static final Map CREDENTIALS = [
    string: [named: ['credentialsId', 'variable'], required: ['credentialsId', 'variable']],
    usernamePassword: [
      named: ['credentialsId', 'usernameVariable', 'passwordVariable'],
      required: ['credentialsId', 'usernameVariable', 'passwordVariable'],
    ],
  ]
  private static final Map STEPS = [
    sh: [one: true, named: ['script', 'label'], texts: true],
    echo: [one: true, texts: true],
    error: [one: true, texts: true],
    deleteDir: [none: true],
    checkout: [words: ['scm']],
    stash: [one: true, named: ['name', 'includes', 'excludes', 'allowEmpty', 'useDefaultExcludes']],
    unstash: [one: true, named: ['name']],
    archiveArtifacts: [one: true, named: ['artifacts', 'allowEmptyArchive'], required: ['artifacts']],
    milestone: [none: true, one: true, named: ['ordinal', 'label']],
    input: [one: true, named: ['message', 'id', 'ok', 'submitter'], texts: true],
    timeout: TIMEOUT + [block: 'steps'],
    lock: LOCK + [block: 'steps'],
    withCredentials: [calls: CREDENTIALS, block: 'steps'],
    catchError: [none: true, named: ['message', 'buildResult', 'stageResult', 'catchInterruptions'], block: 'steps'],
  ]
  private static final Map PARAMETERS = [
    string: [named: ['name', 'defaultValue', 'description', 'trim'], required: ['name']],
    booleanParam: [named: ['name', 'defaultValue', 'description'], required: ['name']],
    choice: [named: ['name', 'choices', 'description'], required: ['name', 'choices']],
  ]
  private static final Map CONDITIONS = [
    branch: [one: true, named: ['pattern', 'comparator'], required: ['pattern']],
    changeRequest: [none: true, named: ['id', 'target', 'branch', 'fork', 'title', 'author']],
    environment: [named: ['name', 'value'], required: ['name', 'value']],
    expression: [block: GROOVY],
    not: [block: 'conditions'],
    anyOf: [block: 'conditions'],
    allOf: [block: 'conditions'],
  ]
  private static final Map WRAPPERS = [timeout: TIMEOUT, lock: LOCK, skipDefaultCheckout: [none: true, one: true]]

  static final Map<String, Map<String, Map>> BLOCKS = [
    file: [pipeline: [block: 'pipeline']],
    pipeline: [
      agent: [words: ['none', 'any'], block: 'agent'],
      options: [block: 'pipeline options'],
      parameters: [block: 'parameters'],
      environment: [block: ASSIGNMENTS],
      stages: [block: 'stages'],
      post: [block: 'post'],
    ],
    'pipeline options': WRAPPERS + [
      disableConcurrentBuilds: [none: true, named: ['abortPrevious']],
      buildDiscarder: [calls: [logRotator: [named: ['numToKeepStr', 'daysToKeepStr']]]],
    ],
    parameters: PARAMETERS,
    agent: [label: [one: true]],
    stages: [stage: [one: true, block: 'stage']],
    stage: [
      when: [block: 'when'],
      options: [block: 'stage options'],
      input: [block: 'input'],
      agent: [words: ['none', 'any'], block: 'agent'],
      environment: [block: ASSIGNMENTS],
      stages: [block: 'stages'],
      steps: [block: 'steps'],
      post: [block: 'post'],
    ],
    when: CONDITIONS + [beforeAgent: [one: true], beforeInput: [one: true], beforeOptions: [one: true]],
    conditions: CONDITIONS,
    'stage options': WRAPPERS,
    input: [
      message: [one: true],
      id: [one: true],
      ok: [one: true],
      submitter: [one: true],
      submitterParameter: [one: true],
      parameters: [block: 'parameters'],
    ],
    steps: STEPS,
    post: Post.ORDER.collectEntries { [it, [block: 'steps']] },
  ]

  /** What must stand in a block, and of what there may be only one where names may come again. */
  static final Map<String, List<String>> REQUIRED = [pipeline: ['agent', 'stages'], input: ['message'], agent: ['label']]
  static final List<String> REPEATABLE = ['stages', 'steps', 'parameters', 'when', 'conditions']
}
