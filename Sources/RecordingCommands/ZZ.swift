internal import Arguments

func status(_ i: Invocation, _ c: CommandContext) throws {}
func history(_ i: Invocation, _ c: CommandContext) throws {}
func schedule(_ i: Invocation, _ c: CommandContext) throws {}
