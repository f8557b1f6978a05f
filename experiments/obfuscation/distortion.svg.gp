# Draws distortion.svg: run gnuplot on this file in its folder.
set encoding utf8
set terminal svg size 640,510 noenhanced font 'DejaVu Sans,Helvetica,Arial,sans-serif,13' background '#ffffff'
set output 'distortion.svg'
set datafile separator comma
set datafile missing ''
set border 3 lc rgb '#666666' lw 1
set tics nomirror out scale 0.6 textcolor rgb '#333333'
set grid lc rgb '#e6e6e6' lw 0.6 lt 1
set bmargin 12.1
set key at screen 0.5, screen 0.025 center bottom vertical Left reverse samplen 1.8 spacing 1.2 textcolor rgb '#222222'
set logscale x
set xrange [0.01875:1]
set yrange [0:1]
set xlabel 'budget, linf (pixel units; clean accuracy at the left edge)'
set ylabel 'accuracy under attack'
set arrow from 0.15, graph 0 to 0.15, graph 1 nohead dashtype (6,4) lw 1 lc rgb '#666666' front
plot 'distortion.svg.csv' every ::1::7 using ($2 > 0 ? $2 : 0.01875):4:5 with filledcurves fs transparent solid 0.15 noborder lc rgb '#0072B2' notitle, \
  'distortion.svg.csv' every ::8::14 using ($2 > 0 ? $2 : 0.01875):4:5 with filledcurves fs transparent solid 0.15 noborder lc rgb '#D55E00' notitle, \
  'distortion.svg.csv' every ::15::21 using ($2 > 0 ? $2 : 0.01875):4:5 with filledcurves fs transparent solid 0.15 noborder lc rgb '#009E73' notitle, \
  'distortion.svg.csv' every ::22::28 using ($2 > 0 ? $2 : 0.01875):4:5 with filledcurves fs transparent solid 0.15 noborder lc rgb '#CC79A7' notitle, \
  'distortion.svg.csv' every ::29::35 using ($2 > 0 ? $2 : 0.01875):4:5 with filledcurves fs transparent solid 0.15 noborder lc rgb '#E69F00' notitle, \
  'distortion.svg.csv' every ::1::7 using ($2 > 0 ? $2 : 0.01875):3 with linespoints lw 2 pt 7 ps 0.5 lc rgb '#0072B2' title 'diagnose-standard', \
  'distortion.svg.csv' every ::8::14 using ($2 > 0 ? $2 : 0.01875):3 with linespoints lw 2 pt 7 ps 0.5 lc rgb '#D55E00' title 'diagnose-pgd', \
  'distortion.svg.csv' every ::15::21 using ($2 > 0 ? $2 : 0.01875):3 with linespoints lw 2 pt 7 ps 0.5 lc rgb '#009E73' title 'diagnose-jpeg (jpeg:20)', \
  'distortion.svg.csv' every ::22::28 using ($2 > 0 ? $2 : 0.01875):3 with linespoints lw 2 pt 7 ps 0.5 lc rgb '#CC79A7' title 'diagnose-resize-pad (resize-pad:0.9)', \
  'distortion.svg.csv' every ::29::35 using ($2 > 0 ? $2 : 0.01875):3 with linespoints lw 2 pt 7 ps 0.5 lc rgb '#E69F00' title 'diagnose-label-only (label-only)'
unset output
