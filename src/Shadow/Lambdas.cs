namespace Audit.Shadow;

/// <summary>Weights of the penalties of <see cref="EquationTwo"/>.</summary>
/// <param name="Color">lambda_c.</param>
/// <param name="Tv">lambda_tv.</param>
/// <param name="Dissim">lambda_s.</param>
/// <param name="Norm">Weight of the perturbation's L2 norm: not in the equation, but in the authors' attack on bounds.</param>
public readonly record struct Lambdas(double Color, double Tv, double Dissim, double Norm = 0);
