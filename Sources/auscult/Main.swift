import Commands

@main
enum Main {
  static func main() { AuscultProgram.main() }
}
