import Commands

@main
enum Main {
  static func main() { TrainProgram.main() }
}
