package entities

// promotionKind says how a promotion lowers the price.
type promotionKind int

const (
	percentage promotionKind = iota
	fixed
	bogo
)

// promotionIdea is a promotion whose name, kind and value agree. Names carry
// no number that the drawn value could contradict, and no dish, for they run
// in any category.
type promotionIdea struct {
	name, description string
	kind              promotionKind
	min, max          int // percent, or US cents off, or 0 for bogo
	minimumOrder      int // US cents
	days              int // how long it runs
	buy, get          int // for bogo
}

var promotionIdeas = []promotionIdea{
	{"Lunch Rush", "A share off every order between eleven and one.", percentage, 10, 25, 500, 14, 0, 0},
	{"First Order Welcome", "Money off the first order of a new account.", fixed, 150, 300, 600, 60, 0, 0},
	{"Order Twins", "Buy one, get another of the same for nothing.", bogo, 0, 0, 300, 7, 1, 1},
	{"Happy Tết", "New Year savings on everything, from the first day to the fireworks.", percentage, 15, 30, 1000, 15, 0, 0},
	{"Rainy Day Comfort", "When it pours, something warm comes at a discount.", percentage, 10, 20, 500, 30, 0, 0},
	{"Early Bird", "Off every order before nine.", percentage, 10, 20, 300, 30, 0, 0},
	{"Midnight Bites", "For those who are still up: money off after eleven.", fixed, 100, 200, 500, 30, 0, 0},
	{"Weekend Feast", "Saturday and Sunday, bigger tables, smaller bills.", percentage, 15, 25, 1500, 21, 0, 0},
	{"Payday Treat", "At the end of the month there is something left over.", fixed, 200, 400, 1200, 5, 0, 0},
	{"Office Lunch Club", "Order together and the whole team pays less.", percentage, 15, 25, 2500, 30, 0, 0},
	{"Student Deal", "For student accounts, all term long.", percentage, 10, 20, 400, 120, 0, 0},
	{"Mid-Autumn Moon", "Lanterns out, children up late, money off.", fixed, 150, 350, 900, 14, 0, 0},
	{"Women's Day Bouquet", "The eighth of March and the days around it.", percentage, 20, 30, 800, 7, 0, 0},
	{"Teachers' Day", "Thank you, thầy cô.", percentage, 15, 25, 700, 7, 0, 0},
	{"Reunification Holiday", "Long weekend, short bill.", percentage, 15, 25, 900, 6, 0, 0},
	{"National Day", "The second of September, celebrated with a discount.", percentage, 15, 25, 900, 5, 0, 0},
	{"Christmas Table", "Money off festive dinners in December.", fixed, 250, 500, 2000, 12, 0, 0},
	{"Black Friday Bites", "One Friday of the year, the biggest share off.", percentage, 30, 50, 800, 3, 0, 0},
	{"Double Day", "The day and the month are the same, the price is not.", percentage, 20, 40, 600, 2, 0, 0},
	{"Flash Hour", "One hour, big discount, first come first served.", percentage, 30, 50, 500, 1, 0, 0},
	{"One for You, One for Me", "Buy one, get one for whoever sits opposite.", bogo, 0, 0, 250, 10, 1, 1},
	{"Bring a Buddy", "Buy two, the third is free.", bogo, 0, 0, 400, 14, 2, 1},
	{"Two-for-One Tuesday", "Buy one, get a second one on Tuesdays.", bogo, 0, 0, 900, 28, 1, 1},
	{"Round of Four", "Buy three, get one more for the table.", bogo, 0, 0, 1000, 14, 3, 1},
	{"Dinner Duo", "Buy one main, get one main.", bogo, 0, 0, 700, 10, 1, 1},
	{"One More for Grandma", "Buy three, get a fourth to take along.", bogo, 0, 0, 500, 21, 3, 1},
	{"Party Tray", "Buy two for the table, get one more.", bogo, 0, 0, 1000, 14, 2, 1},
	{"Third Time Lucky", "Buy two, the third costs nothing all week.", bogo, 0, 0, 800, 7, 2, 1},
	{"Share the Love", "Buy one, share the other.", bogo, 0, 0, 600, 10, 1, 1},
	{"The Whole Dozen", "Buy ten, get two: a generous arithmetic.", bogo, 0, 0, 1500, 30, 10, 2},
	{"Monday Mate", "Buy one on a Monday, get one.", bogo, 0, 0, 300, 28, 1, 1},
	{"House Regulars", "Buy five, the sixth is ours.", bogo, 0, 0, 1200, 45, 5, 1},
	{"Free Delivery Feeling", "As much off as the ride costs.", fixed, 80, 150, 500, 30, 0, 0},
	{"Neighbourhood Favourites", "Money off at restaurants round the corner.", fixed, 100, 200, 600, 21, 0, 0},
	{"Long Table Evening", "A share off every order for the whole table.", percentage, 10, 20, 1800, 30, 0, 0},
	{"Slow Saturday", "Nobody cooks on Saturday: a little off everything.", percentage, 10, 20, 1200, 28, 0, 0},
	{"No-Cook Monday", "The week is long enough: Mondays at a discount.", percentage, 15, 25, 500, 30, 0, 0},
	{"Full Moon", "On the first and the fifteenth of the lunar month.", percentage, 15, 25, 400, 29, 0, 0},
	{"New in Town", "Try a restaurant that has just joined.", percentage, 20, 35, 500, 30, 0, 0},
	{"Come Back Soon", "We missed you: money off your next order.", fixed, 200, 350, 800, 14, 0, 0},
	{"Birthday Candle", "In the week of your birthday, with our best wishes.", fixed, 250, 400, 700, 7, 0, 0},
	{"Big Basket", "The more there is in it, the more comes off.", fixed, 400, 800, 3000, 30, 0, 0},
	{"Match Night", "A discount while the ball rolls.", percentage, 15, 25, 1000, 3, 0, 0},
	{"Exam Fuel", "Something for the long nights of June.", percentage, 10, 20, 500, 30, 0, 0},
	{"Heatwave Relief", "Too hot to cook: a share off above 35 degrees.", percentage, 10, 20, 300, 20, 0, 0},
	{"Early Dinner", "Order before five and pay less.", percentage, 10, 20, 700, 30, 0, 0},
	{"Late Lunch", "After half past one the kitchens are quiet and grateful.", percentage, 10, 20, 500, 30, 0, 0},
	{"Lucky Red Envelope", "A little lì xì on your order.", fixed, 88, 188, 600, 10, 0, 0},
	{"Valentine Dinner", "For two, or for one with a big appetite.", percentage, 15, 25, 1500, 4, 0, 0},
	{"Children's Day", "The first of June: something off every family order.", percentage, 15, 25, 900, 3, 0, 0},
}
