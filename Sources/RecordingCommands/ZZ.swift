internal import Arguments

func status(_ i: Invocation, _ c: CommandContext) throws {}
func history(_ i: Invocation, _ c: CommandContext) throws {}
func schedule(_ i: Invocation, _ c: CommandContext) throws {}
func checkConfig(_ i: Invocation, _ c: CommandContext) throws {}
func forget(_ i: Invocation, _ c: CommandContext) throws {}
func completion(_ i: Invocation, _ c: CommandContext) throws {}
func docs(_ i: Invocation, _ c: CommandContext) throws {}
