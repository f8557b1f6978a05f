namespace Audit.Shadow;

/// <summary>What every Shadow Attack is asked, whatever certifier it climbs.</summary>
public abstract record ClimbOptions
{
    /// <summary>Steps of gradient ascent, for each target.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Length of a step as a multiple of the gradient.</summary>
    public double StepSize { get; init; } = 0.1;

    /// <summary>lambda_tv of equation (2).</summary>
    public double LambdaTv { get; init; } = 0.3;

    /// <summary>lambda_c of equation (2).</summary>
    public double LambdaColor { get; init; } = 1.0;

    /// <summary>lambda_s of equation (2).</summary>
    public double LambdaDissim { get; init; } = 0.5;

    /// <summary>1: one perturbation shared by the colour channels (Dissim is then 0); 3: one for each.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Half the width of the uniform noise that an ascent starts from; 0 is the clean image.</summary>
    public double StartSize { get; init; } = 0.5;

    /// <summary>Classes aimed at.</summary>
    public TargetPlan Targets { get; init; } = TargetPlan.All;

    /// <summary>Definitions of the penalties, step rule, budget.</summary>
    public AscentOptions Ascent { get; init; } = new();
}
