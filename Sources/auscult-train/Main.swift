import TrainingCommands

@main
enum Main {
  static func main() { TrainProgram.main() }
}
