# fish completion for auscult; save it as ~/.config/fish/completions/auscult.fish
complete -c auscult -f
complete -c auscult -n 'not __fish_seen_subcommand_from inspect prepare fail help man completions' -a inspect -d 'Show what is in recordings'
complete -c auscult -n 'not __fish_seen_subcommand_from inspect prepare fail help man completions' -a prepare -d 'Make a data set from recordings'
complete -c auscult -n 'not __fish_seen_subcommand_from inspect prepare fail help man completions' -a fail -d 'End with an error'
complete -c auscult -n 'not __fish_seen_subcommand_from inspect prepare fail help man completions' -a help -d 'Show how to use the program or a command'
complete -c auscult -n 'not __fish_seen_subcommand_from inspect prepare fail help man completions' -a man -d 'Write a manual page in roff'
complete -c auscult -n 'not __fish_seen_subcommand_from inspect prepare fail help man completions' -a completions -d 'Write a completion script for a shell'
complete -c auscult -l help -s h -d 'show this help'
complete -c auscult -l version -d 'show the version'
complete -c auscult -l quiet -s q -d 'no progress and no notes; results, warnings and errors only'
complete -c auscult -l json -d 'results as JSON on standard output, messages as JSON lines'
complete -c auscult -l workers -d 'threads that work; results never depend on it' -r -f
complete -c auscult -l seed -d 'seed of every random choice; the same seed gives the same bytes' -r -f
complete -c auscult -n '__fish_seen_subcommand_from inspect' -F
complete -c auscult -n '__fish_seen_subcommand_from prepare' -F
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l output -s o -d 'where the data set goes' -r -f -a '(__fish_complete_directories)'
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l recipe -d 'what is done, step by step' -r -f
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l format -d 'how audio is written' -r -f -a 'wav flac'
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l policy -d 'how clips are varied' -r -f -a 'gentle strong'
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l rate -d 'sample rates' -r -f
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l step -d 'seconds from one clip to the next' -r -f
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l gain -d 'decibels added' -r -f
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l copies -d 'varied copies of each training clip' -r -f
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l size -d 'size of the pictures' -r -f
complete -c auscult -n '__fish_seen_subcommand_from prepare' -l force -s f -d 'replace what is there'
complete -c auscult -n '__fish_seen_subcommand_from fail' -f -a 'reported foreign'
complete -c auscult -n '__fish_seen_subcommand_from completions' -f -a 'bash zsh fish'
