import groovy.json.JsonOutput
import groovy.json.JsonSlurper

/** JSON, one value a line: questions and what happens go out, answers come in. */
class Wire {
  private final BufferedReader input
  private final PrintStream output

  Wire(InputStream input, OutputStream output) {
    this.input = new BufferedReader(new InputStreamReader(input, 'UTF-8'))
    this.output = new PrintStream(output, true, 'UTF-8')
  }

  /** The next line's value; null at the end. */
  def read() {
    def line = input.readLine()
    line == null ? null : new JsonSlurper().parseText(line)
  }

  void send(Map message) { output.println(JsonOutput.toJson(message)) }

  Map ask(Map question) {
    send(question)
    def answer = read()
    if (answer == null) throw new IllegalStateException('whom this harness answers to is gone')
    answer as Map
  }
}
